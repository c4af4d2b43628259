// Every form that acts and has more than one field: what is half typed goes to the server, sealed there, and comes back after
// the log-in; nothing rests in the browser. form[data-unkept], and one with a password, is never kept.
"use strict";
(() => {
  const CALM = 4000; // ms without a key
  const FEWEST = 2; // fields: one alone is typed again as fast as it is asked back
  const FILE = "@"; // before the name of a field that held a file: the file's name is kept, the file is to be chosen again
  const NEVER = new Set(["csrfmiddlewaretoken", "once", "half"]);
  const UNTYPED = new Set(["submit", "button", "reset", "image", "fieldset", "output", "object"]);
  const open = new Set();
  const resting = new WeakMap(); // form → what of it is on its way to the server
  const taken = new WeakMap(); // body → what was kept of the forms of this page

  // Fields of the form's own making (an id, a hash) are not typed; who was picked for a name is.
  const typed = (control) =>
    control.name && !NEVER.has(control.name) && !UNTYPED.has(control.type) && (control.type !== "hidden" || control.name.endsWith("_person"));

  const worth = (form) => {
    const shown = [...form.elements].filter((one) => typed(one) && one.type !== "hidden");
    if (!form.elements.namedItem("once") || "unkept" in form.dataset || shown.some((one) => one.type === "password")) return false;
    return new Set(shown.map((one) => one.name)).size >= FEWEST;
  };

  const here = () => `${location.pathname}${location.search}`;
  const placeOf = (form) => `${here()}#${form.id || form.getAttribute("action") || ""}`;

  const wordsOf = (form) => {
    const names = new Set([...form.elements].filter(typed).map((one) => one.name));
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (!names.has(name)) continue;
      if (typeof value === "string") data.append(name, value);
      else if (value.name) data.append(`${FILE}${name}`, value.name);
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
      const copies = values[`${place.dataset.many}_copies`] ?? [];
      const persons = values[`${place.dataset.many}_person`] ?? [];
      const rows = (values[place.dataset.many] ?? []).map((text, at) => [text, copies[at] ?? "", persons[at] ?? ""]).filter(([text]) => text);
      place.dispatchEvent(new CustomEvent("somat:restore", { detail: rows }));
    }
    const met = new Map(); // name → how many controls of this name have had their turn
    for (const control of [...form.elements]) {
      if (!typed(control) || control.closest("[data-many]")) continue;
      const kept = values[control.name];
      const at = met.get(control.name) ?? 0;
      met.set(control.name, at + 1);
      if (control.type === "file") again(control, values[`${FILE}${control.name}`]);
      else if (control.matches("[type=checkbox],[type=radio]")) control.checked = kept?.includes(control.value) ?? false;
      else if (kept?.[at] === undefined) continue;
      else control.value = kept[at];
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const again = (control, names) => {
    if (!names) return;
    const note = document.createElement("p");
    note.className = "why";
    note.dataset.fileAgain = "";
    note.textContent = `${somat.word("rechoose")} ${names.join(", ")}`;
    control.after(note);
  };

  // What was kept of this page's forms, asked for once; a page that answers a form sent shows what was sent, and asks nothing.
  const keptHere = (body) => {
    if (!body.dataset.take) return Promise.resolve({});
    if (!taken.has(body)) {
      const asked = somat.post(`${body.dataset.take}?trang=${encodeURIComponent(here())}`, new URLSearchParams());
      taken.set(body, asked.then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({})));
    }
    return taken.get(body);
  };

  const tell = (form, kept, drop) => {
    const note = somat.copyOf("kept-template");
    note.querySelector("[data-kept-at]").textContent = kept.at;
    note.querySelector("[data-kept-drop]").addEventListener("click", async () => {
      form.dataset.sent = ""; // no more of it goes to the server
      await somat.post(drop, new URLSearchParams({ half: kept.half })).catch(() => {});
      location.reload();
    });
    form.before(note);
  };

  somat.each('form[method="post"]', async (form) => {
    const { keep: url, half: sent, drop } = document.body.dataset;
    if (!url || !worth(form)) return;
    form.dataset.draft = "";
    const name = Object.assign(document.createElement("input"), { type: "hidden", name: "half", value: somat.uuid() });
    if (sent && form.action.split("#")[0] === location.href.split("#")[0]) name.value = sent;
    form.append(name);
    let kept = wordsOf(form).toString();
    let timer = 0;

    const send = async (more) => {
      const data = wordsOf(form);
      if (!form.isConnected || "sent" in form.dataset || data.toString() === kept) return;
      try {
        const where = `${url}?trang=${encodeURIComponent(placeOf(form))}&half=${name.value}`;
        const answer = await somat.post(where, data, more);
        if (!answer.ok) throw new Error(String(answer.status));
        kept = data.toString();
        noteOf(form).textContent = `${somat.word("kept")} ${(await answer.json()).at}`;
      } catch {
        noteOf(form).textContent = somat.word("unkept");
        timer = setTimeout(keep, CALM * 3);
      }
    };
    const keep = (more = {}) => {
      clearTimeout(timer);
      const next = (resting.get(form) ?? Promise.resolve()).then(() => send(more)); // one after another: the last word stays
      resting.set(form, next);
      return next;
    };
    open.add(keep);
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, CALM);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);

    const found = (await keptHere(document.body))[placeOf(form)];
    if (!found || wordsOf(form).toString() !== kept) return; // who types already is not interrupted
    put(form, found.fields);
    name.value = found.half;
    kept = wordsOf(form).toString();
    clearTimeout(timer);
    tell(form, found, drop);
  });

  // Before the session locks, and when the page is left or hidden.
  somat.keepDrafts = () => Promise.all([...open].map((keep) => keep({ keepalive: true })));
  // A form that is sent waits until what was kept of it has come to the server, so that the act clears it.
  somat.atRest = (form) => resting.get(form) ?? Promise.resolve();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") somat.keepDrafts();
  });
})();
