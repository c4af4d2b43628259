// form[data-draft="/nhap/…/"]: what is half typed goes to the server, sealed there, and comes back; nothing rests in the browser.
"use strict";
(() => {
  const CALM = 4000; // ms without a key
  const NEVER = new Set(["csrfmiddlewaretoken", "once"]);
  const open = new Set();

  const wordsOf = (form) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (!NEVER.has(name) && typeof value === "string") data.append(name, value);
    }
    return data;
  };

  const noteOf = (form) => {
    let note = form.querySelector("[data-draft-says]");
    if (!note) {
      note = document.createElement("p");
      note.className = "hint";
      note.dataset.draftSays = "";
      form.append(note);
    }
    return note;
  };

  const put = (form, values) => {
    for (const place of form.querySelectorAll("[data-many]")) {
      const copies = values[`${place.dataset.many}_copy`] ?? [];
      const persons = values[`${place.dataset.many}_person`] ?? [];
      const rows = (values[place.dataset.many] ?? []).map((text, at) => [text, copies[at] ?? "", persons[at] ?? ""]).filter(([text]) => text);
      place.dispatchEvent(new CustomEvent("somat:restore", { detail: rows }));
    }
    for (const control of form.querySelectorAll("input,select,textarea")) {
      const kept = values[control.name];
      if (!kept || NEVER.has(control.name) || control.closest("[data-many]") || control.type === "file") continue;
      if (control.matches("[type=checkbox],[type=radio]")) control.checked = kept.includes(control.value);
      else control.value = kept[0] ?? "";
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  somat.each("form[data-draft]", (form) => {
    if (form.dataset.draftValues) put(form, JSON.parse(form.dataset.draftValues));
    let kept = wordsOf(form).toString();
    let timer = 0;

    const keep = async (more = {}) => {
      clearTimeout(timer);
      const data = wordsOf(form);
      if (!form.isConnected || "sent" in form.dataset || data.toString() === kept) return;
      try {
        const answer = await somat.post(form.dataset.draft, data, more);
        if (!answer.ok) throw new Error(String(answer.status));
        kept = data.toString();
        noteOf(form).textContent = `${somat.word("kept")} ${(await answer.json()).at}`;
      } catch {
        noteOf(form).textContent = somat.word("unkept");
        timer = setTimeout(keep, CALM * 3);
      }
    };
    open.add(keep);
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, CALM);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
  });

  // Before the session locks, and when the page is left or hidden.
  somat.keepDrafts = () => Promise.all([...open].map((keep) => keep({ keepalive: true })));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") somat.keepDrafts();
  });
})();
