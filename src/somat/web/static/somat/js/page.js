// What the scripts share: elements now and after a page swap, words, the token, Vietnamese without marks.
"use strict";
window.somat = (() => {
  const starters = [];

  // Run `act` once for each element that matches, now and on every page that replaces this one.
  const each = (selector, act) => {
    const done = new WeakSet();
    const start = () => {
      for (const element of document.querySelectorAll(selector)) {
        if (!done.has(element)) {
          done.add(element);
          act(element);
        }
      }
    };
    starters.push(start);
    start();
  };

  const focusFirst = () => {
    const first = document.querySelector("main [role=alert][tabindex]") ?? document.querySelector("[autofocus]");
    first?.focus();
    return first;
  };

  // Put the page of an answer in place of this one; `url` is where the answer came from.
  const show = (page, url) => {
    document.title = page.title;
    document.body.replaceWith(page.body);
    if (url !== location.href) history.pushState(null, "", url);
    scrollTo(0, 0);
    starters.forEach((start) => start());
    if (!focusFirst()) document.getElementById("main")?.focus();
  };

  const word = (name) =>
    document.getElementById("words")?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";

  const copyOf = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true) ?? null;

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  const post = (url, data, more = {}) =>
    fetch(url, { method: "POST", body: data, credentials: "same-origin", headers: { "X-CSRFToken": token() }, ...more });

  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  // A random UUID, version 4; crypto.randomUUID is not there on a page without TLS.
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const say = (text) => {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  };

  // True while an input method is still composing: its Enter and Esc are not ours.
  const composing = (event) => event.isComposing || event.keyCode === 229;

  const seen = (element) => element.getClientRects().length > 0;

  // The next place to type after `control` in its form.
  const moveOn = (control) => {
    const all = [...(control.form?.elements ?? [])].filter((one) => !one.disabled && one.type !== "hidden" && seen(one));
    all[all.indexOf(control) + 1]?.focus();
  };

  // A link to a field takes the keyboard into it, not only the eye.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#f-"]');
    const place = link && document.getElementById(link.getAttribute("href").slice(1));
    const control = place?.querySelector("input:not([type=hidden]),select,textarea");
    if (!control) return;
    event.preventDefault();
    control.focus();
  });
  addEventListener("popstate", () => location.reload());
  focusFirst();
  return { each, show, word, copyOf, token, post, fold, uuid, say, composing, seen, moveOn };
})();
