// A form goes once: the button says so, the key stays the same until an answer comes, a lost server loses nothing.
"use strict";
(() => {
  const AGAIN = 10; // seconds between two tries
  const FILE = 4000; // ms after which a form that brings a file may be sent anew
  const SLOW = 12000; // ms before saying that the server is slow

  const held = new Map(); // button → what stood on it

  const hold = (form, button) => {
    form.dataset.sent = "";
    form.setAttribute("aria-busy", "true");
    if (!button) return;
    held.set(button, [...button.childNodes]);
    button.textContent = button.dataset.sending ?? somat.word("sending");
    button.disabled = true;
  };

  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    for (const [button, label] of held) {
      if (button.form !== form) continue;
      button.replaceChildren(...label);
      button.disabled = false;
      held.delete(button);
    }
  };

  // The same form again is a new act: it gets a new key, and what is half typed of it a new name.
  const renew = (form) => {
    for (const name of ["once", "half"]) {
      const key = form.elements.namedItem(name);
      if (key) key.value = somat.uuid();
    }
    release(form);
  };

  const reachable = async () => {
    try {
      await fetch(document.querySelector("link[rel=stylesheet]").href, { method: "HEAD", cache: "no-store" });
      return true;
    } catch {
      return false;
    }
  };

  // Shows the box and waits for its count or its button. `why`: "unsent", "sent" (nobody knows yet) or "sealed".
  const lost = (why) => new Promise((again) => {
    const box = document.querySelector(".lost[data-lost]") ?? somat.copyOf("lost-template");
    let left = AGAIN;
    box.dataset.lost = why;
    for (const words of box.querySelectorAll("[data-lost-when]")) words.hidden = !words.dataset.lostWhen.split(" ").includes(why);
    box.querySelector("[data-lost-count]").textContent = left;
    if (!box.isConnected) document.body.append(box);
    const end = () => {
      clearInterval(timer);
      again();
    };
    const timer = setInterval(() => {
      left -= 1;
      box.querySelector("[data-lost-count]").textContent = left;
      if (left <= 0) end();
    }, 1000);
    box.querySelector("[data-lost-now]").onclick = end;
  });

  const bodyOf = (form, button) => {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  };

  // The page in the answer, or null when it is not one of ours (a proxy's, half of one).
  const pageOf = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector('meta[name="application-name"]')?.content === "Sổ Mật" ? page : null;
  };

  // A file in the answer: shown by the browser's viewer, or saved when the server says so.
  const deliver = async (answer) => {
    const url = URL.createObjectURL(await answer.blob());
    const place = answer.headers.get("Content-Disposition") ?? "";
    if (!place.startsWith("attachment")) return location.assign(url);
    const link = document.createElement("a");
    link.href = url;
    link.download = /filename="([^"]*)"/.exec(place)?.[1] ?? "";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };

  // What one try brought: a page, a file, or why there is neither.
  const tryOnce = async (url, body) => {
    const slow = setTimeout(() => somat.say(somat.word("slow")), SLOW);
    try {
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && !(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return { file: answer };
      const page = await pageOf(answer);
      if (page) return { page, url: answer.url };
      return { why: answer.status === 503 ? "sealed" : "sent" };
    } catch {
      return { why: "sent" };
    } finally {
      clearTimeout(slow);
    }
  };

  const send = async (form, button) => {
    const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
    let body = bodyOf(form, button);
    let why = "unsent";
    hold(form, button);
    await somat.atRest(form);
    for (;;) {
      if (await reachable()) {
        if (why === "unsent") body = bodyOf(form, button); // what was typed meanwhile goes too
        const result = await tryOnce(url, body);
        if (result.page) return somat.show(result.page, result.url);
        if (result.file) return deliver(result.file).then(() => renew(form));
        why = result.why;
      }
      await lost(why);
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if ("sent" in form.dataset) return event.preventDefault();
    if ("native" in form.dataset || !form.elements.namedItem("once")) {
      setTimeout(() => hold(form, event.submitter)); // after the browser has taken the button's value
      if ("file" in form.dataset) setTimeout(() => renew(form), FILE); // a saved file leaves this page where it is
      return;
    }
    event.preventDefault();
    send(form, event.submitter);
  });
  // Work in pieces, begun by a button on the page before: the form of the next piece sends itself.
  somat.each("form[data-go-on]", (form) => form.requestSubmit(form.querySelector("button")));
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
})();
