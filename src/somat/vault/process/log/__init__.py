"""The journal's tree: leaves get their place, the tree gets signed."""
