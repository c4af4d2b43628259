// Recipients (widget PickRows): the blank rows become one type-ahead that appends rows with a count of copies and a way out.
"use strict";
(() => {
  const rowText = (row, name) => row.querySelector(`[name="${name}"]`)?.value.trim() ?? "";

  somat.each("[data-many]", (place) => {
    const name = place.dataset.many;
    const body = place.querySelector("tbody");
    const table = place.querySelector("table");
    const pattern = place.querySelector("template[data-many-row]");

    const refresh = () => { table.hidden = !body.children.length; };

    // `whom`: the uuid that goes along with the name, or the choice between namesakes as the page came with it.
    const append = (text, copies, focus, whom = "", note = "") => {
      const row = pattern.content.firstElementChild.cloneNode(true);
      const count = row.querySelector(`[name="${name}_copies"]`);
      row.querySelector(`[name="${name}"]`).value = text;
      row.querySelector("[data-many-text]").textContent = text;
      const hidden = row.querySelector(`[name="${name}_person"]`);
      if (whom.tagName === "SELECT") {
        whom.setAttribute("aria-label", text);
        hidden.replaceWith(whom);
      } else {
        hidden.value = whom.value ?? whom;
      }
      if (note) row.querySelector("[data-many-text]").after(Object.assign(document.createElement("span"), { className: "sub", textContent: note }));
      if (count) {
        count.value = copies || 1;
        count.setAttribute("aria-label", `${count.getAttribute("aria-label")} ${text}`);
      }
      row.querySelector("button").setAttribute("aria-label", `${somat.word("remove")}: ${text}`);
      body.append(row);
      refresh();
      if (focus) somat.say(text);
    };

    const adder = place.querySelector("template[data-many-adder]").content.firstElementChild.cloneNode(true);
    const input = adder.querySelector("input");

    const add = (text, whom, note) => {
      append(text, 1, true, whom, note);
      input.value = "";
      input.focus();
    };

    const fill = (rows) => {
      body.replaceChildren();
      rows.forEach(([text, copies, whom]) => append(text, copies, false, whom));
      refresh();
    };

    fill([...body.rows].filter((row) => rowText(row, name)).map((row) => [rowText(row, name), row.querySelector(`[name="${name}_copies"]`)?.value, row.querySelector(`[name="${name}_person"]`) ?? ""]));
    place.append(adder);
    somat.pick(input, { url: place.dataset.pickUrl, take: (option) => add(option.text, option.id, option.id && option.note) });

    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || somat.composing(event)) return;
      event.preventDefault();
      const text = input.value.normalize("NFC").trim();
      if (text) add(text);
      else somat.moveOn(input);
    });
    // What was typed but not taken is still the person's word: it goes as a row.
    input.form?.addEventListener("submit", () => {
      const text = input.value.normalize("NFC").trim();
      if (text) add(text);
    }, { capture: true });
    body.addEventListener("click", (event) => {
      const row = event.target.closest("button")?.closest("tr");
      if (!row) return;
      row.remove();
      refresh();
      input.focus();
      place.dispatchEvent(new Event("change", { bubbles: true }));
    });
    place.addEventListener("somat:restore", (event) => fill(event.detail));
  });
})();
