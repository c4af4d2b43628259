// Tuyệt mật has no abstract: the box is locked while that level is chosen, and what stood in it is not sent.
"use strict";
somat.each("input[type=radio][data-levels]", (radio) => {
  const box = radio.form?.elements.namedItem("abstract");
  if (!box) return;
  const top = radio.value === "3" || radio.value === "tuyet_mat";
  const follow = () => {
    if (!radio.checked || box.disabled === top) return;
    if (top) box.dataset.typed = box.value;
    box.value = top ? "" : box.dataset.typed ?? "";
    delete box.dataset[top ? "" : "typed"];
    box.disabled = top;
  };
  radio.addEventListener("change", follow);
  follow();
});
