// The keys of the page: each is also a visible button, link or field marked data-key="F2".
"use strict";
(() => {
  const nameOf = (event) => {
    if (event.key === "Escape") return "Esc";
    if (event.key === "Enter" && event.ctrlKey && !event.altKey && !event.shiftKey) return "Ctrl+Enter";
    if (event.altKey && !event.ctrlKey && !event.shiftKey && /^Digit[1-9]$/.test(event.code)) return `Alt+${event.code[5]}`;
    if (/^F[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey) return event.key;
    return "";
  };

  const find = (name) =>
    [...document.querySelectorAll(`[data-key="${name}"]`)].find((one) => somat.seen(one) && !one.disabled);

  const press = (target) => {
    if (target.matches("input,select,textarea")) {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
  };

  const label = (target) => {
    if (target.matches("input,select,textarea")) return target.labels?.[0]?.textContent.trim() || target.placeholder;
    const copy = target.cloneNode(true);
    copy.querySelectorAll("kbd,svg").forEach((one) => one.remove());
    return copy.textContent.trim();
  };

  const openKeys = () => {
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return;
    for (const term of dialog.querySelectorAll("dt[data-for]")) {
      const target = find(term.dataset.for);
      term.hidden = term.nextElementSibling.hidden = !target;
      if (target && term.dataset.for !== "Ctrl+Enter") term.nextElementSibling.textContent = label(target);
    }
    dialog.showModal();
  };

  const sender = () => {
    const form = document.activeElement?.closest("form");
    return form?.querySelector('[data-key="Ctrl+Enter"]') ?? find("Ctrl+Enter");
  };

  // Esc in a form that holds typed words only leaves the field: nothing typed is lost by one key.
  const holdsWords = (field) =>
    field?.matches?.("main form[method=post] :is(input,textarea)") &&
    [...field.form.elements].some((one) => "defaultValue" in one && one.type !== "hidden" && one.value !== one.defaultValue);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || somat.composing(event) || document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    if (!name) return;
    if (name === "Esc" && holdsWords(document.activeElement)) return document.getElementById("main")?.focus();
    const target = name === "Ctrl+Enter" ? sender() : find(name);
    if (target || name === "F1") event.preventDefault();
    if (name === "F1") openKeys();
    else if (target) press(target);
  });

  // Enter in a long form moves on, as on paper; only Ctrl+Enter or the button sends.
  document.addEventListener("keydown", (event) => {
    const control = event.target;
    if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || somat.composing(event)) return;
    if (!control.matches?.("input:not([type=submit])") || !control.form?.querySelector('[data-key="Ctrl+Enter"]')) return;
    if (control.form.querySelectorAll("input:is([type=text],[type=number]),textarea,select").length < 2) return;
    event.preventDefault();
    somat.moveOn(control);
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest('[data-key="F1"],[data-print],[aria-disabled="true"]');
    if (!target) return;
    if (target.matches('[aria-disabled="true"]') || target.dataset.key === "F1") event.preventDefault();
    if (target.dataset.key === "F1") openKeys();
    else if ("print" in target.dataset) print();
  });
})();
