// Warnings beside a form while it is typed: the server judges what stands in it; nothing is barred, and without script the line's page says the same.
"use strict";
somat.each("[data-cautions]", (box) => {
  const form = box.closest("form");
  const NAMES = ["arrival_on", "day", "doc_type", "symbol"];
  let asked = 0;
  const row = (one) => {
    const note = document.createElement("p");
    const ground = document.createElement("span");
    const name = document.createElement("b");
    note.className = "note warn";
    ground.className = "cite";
    name.textContent = box.dataset.ground;
    ground.append(name, ` ${one.ground}`);
    note.append(`${one.says} `, ground);
    return note;
  };
  const ask = async () => {
    const mine = ++asked;
    const data = new URLSearchParams();
    for (const name of NAMES) {
      const value = form.elements.namedItem(name)?.value;
      if (value) data.append(name, value);
    }
    const answer = await somat.post(box.dataset.cautions, data).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const found = await answer.json();
    if (mine === asked) box.replaceChildren(...found.cautions.map(row));
  };
  form?.addEventListener("change", (event) => {
    if (NAMES.includes(event.target.name)) ask();
  });
});
