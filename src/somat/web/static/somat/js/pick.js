// Type-ahead on input[data-pick="/goi-y/…/"]: a WAI-ARIA combobox; the words go by POST and stay out of every address.
"use strict";
(() => {
  const WAIT = 120; // ms without a key before asking
  let count = 0;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // The matching part underlined, whatever its marks: compared letter by letter without them.
  const marked = (text, asked) => {
    const span = element("span");
    const letters = [...text.normalize("NFC")];
    const wanted = somat.fold(asked);
    const at = letters.map(somat.fold).join("").indexOf(wanted);
    if (!wanted || at < 0) return element("span", {}, text);
    span.append(letters.slice(0, at).join(""), element("mark", {}, letters.slice(at, at + [...wanted].length).join("")));
    span.append(letters.slice(at + [...wanted].length).join(""));
    return span;
  };

  const tail = (total) => {
    const kbd = (...keys) => keys.flatMap((key) => [element("kbd", {}, key), " "]);
    return element("div", { class: "tail" },
      element("span", {}, ...kbd("↑", "↓"), somat.word("choose")),
      element("span", {}, ...kbd("Enter"), somat.word("take")),
      element("span", {}, ...kbd("Esc"), somat.word("close")),
      element("span", {}, `${total} ${somat.word("matches")}`));
  };

  // `take(option)` gets what was chosen; without it the text of the option goes into the field.
  const attach = (input, { url, take }) => {
    const id = `pick-${++count}`;
    const list = element("ul", { role: "listbox", id, "aria-label": input.labels?.[0]?.textContent.trim() || input.getAttribute("aria-label") || "" });
    const box = element("div", { class: "list-box", hidden: "" }, list);
    let options = [], active = -1, asked = 0, timer = 0;
    input.parentElement.classList.add("pick");
    // Who is meant goes along unseen, or as a choice between namesakes; another name in the field is nobody yet.
    const mean = (uuid, note) => {
      const control = input.dataset.pickPerson && input.form?.elements[input.dataset.pickPerson];
      if (!control) return;
      if (uuid && control.options && ![...control.options].some((one) => one.value === uuid)) control.add(new Option(note, uuid));
      control.value = uuid;
    };
    input.after(box);
    for (const [key, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) input.setAttribute(key, value);

    const close = () => {
      asked++;
      clearTimeout(timer);
      box.hidden = true;
      options = [];
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const move = (to) => {
      active = to;
      [...list.children].forEach((line, at) => line.setAttribute("aria-selected", at === active));
      list.children[active]?.scrollIntoView({ block: "nearest" });
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", `${id}-${active}`);
    };
    const chosen = (option) => {
      if (!option || option.off) return;
      close();
      if (take) take(option);
      else {
        input.value = option.text;
        mean(option.id ?? "", option.note);
      }
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const draw = (answer, words) => {
      options = answer.options;
      const lines = options.map((option, at) => {
        const line = element("li", { role: "option", id: `${id}-${at}`, "aria-selected": "false" }, marked(option.text, words), element("span", { class: "r" }, option.note ?? ""));
        if (option.off) line.setAttribute("aria-disabled", "true");
        line.addEventListener("mousedown", (event) => { event.preventDefault(); chosen(option); });
        return line;
      });
      list.replaceChildren(...lines);
      box.querySelector(".tail")?.remove();
      box.append(tail(answer.total ?? options.length));
      box.hidden = !options.length;
      box.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-expanded", String(options.length > 0));
      move(options.findIndex((option) => !option.off));
      somat.say(options.length ? `${answer.total ?? options.length} ${somat.word("matches")}` : somat.word("nomatch"));
    };
    const ask = async () => {
      const words = input.value.normalize("NFC").trim();
      const turn = ++asked;
      if (!words) return close();
      try {
        const answer = await somat.post(url, new URLSearchParams({ q: words }));
        if (turn === asked && answer.ok) draw(await answer.json(), words);
      } catch {
        close(); // no list: the field stays a plain one
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };
    input.addEventListener("input", (event) => {
      mean("", "");
      if (!event.isComposing) later();
    });
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (somat.composing(event)) return;
      if (event.key === "ArrowDown" && box.hidden && event.altKey) { event.preventDefault(); ask(); }
      if (box.hidden || event.altKey || event.ctrlKey) return;
      const steps = { ArrowDown: Math.min(active + 1, options.length - 1), ArrowUp: Math.max(active - 1, 0) };
      if (event.key in steps) { event.preventDefault(); move(steps[event.key]); }
      if (event.key === "Enter" && active >= 0) { event.preventDefault(); chosen(options[active]); }
      if (event.key === "Escape") { event.preventDefault(); close(); }
    });
  };

  somat.pick = attach;
  somat.each("input[data-pick]", (input) => attach(input, { url: input.dataset.pick }));
})();
