// The viewer: one page picture at a time. Each shown page is asked for by its reader and recorded; nothing is fetched ahead.
"use strict";
(() => {
  const box = document.querySelector("[data-viewer]");
  if (!box) return;
  const picture = box.querySelector("img");
  const leaf = box.querySelector("[data-leaf]");
  const number = box.querySelector("[data-number]");
  const failed = box.querySelector("[data-failed]");
  const pages = Number(box.dataset.pages);
  let page = Number(box.dataset.page);
  let busy = !picture.complete;

  const label = (one) => picture.alt.replace(/\d+/, one);

  const marks = () => {
    number.value = page;
    picture.alt = label(page);
    document.title = document.title.replace(/\d+/, page);
    for (const turn of box.querySelectorAll("[data-turn]")) {
      const to = page + Number(turn.dataset.turn);
      const there = to >= 1 && to <= pages;
      turn.toggleAttribute("aria-disabled", !there);
      if (!there) turn.setAttribute("aria-disabled", "true");
      turn.href = `${box.dataset.here}?trang=${there ? to : page}`;
    }
  };

  const show = (to) => {
    if (busy || to < 1 || to > pages) return;
    busy = true;
    page = to;
    failed.hidden = true;
    leaf.classList.add("busy");
    picture.src = `${box.dataset.images}${page}/`;
    marks();
    history.replaceState(null, "", `${box.dataset.here}?trang=${page}`);
  };

  picture.addEventListener("load", () => {
    busy = false;
    leaf.classList.remove("busy");
    leaf.scrollTo(0, 0);
  });
  picture.addEventListener("error", () => {
    busy = false;
    leaf.classList.remove("busy");
    failed.hidden = false;
  });
  if (picture.complete && !picture.naturalWidth) failed.hidden = false;

  box.querySelector("[data-again]").addEventListener("click", () => {
    picture.removeAttribute("src");
    show(page);
  });
  for (const turn of box.querySelectorAll("[data-turn]")) {
    turn.addEventListener("click", (event) => {
      event.preventDefault();
      show(page + Number(turn.dataset.turn));
    });
  }
  number.addEventListener("change", () => {
    const to = Number(number.value);
    if (Number.isInteger(to) && to >= 1 && to <= pages) show(to);
    else number.value = page;
  });
  for (const zoom of box.querySelectorAll("[data-zoom]")) {
    zoom.addEventListener("click", () => {
      leaf.classList.remove("fit", "z100", "z150");
      leaf.classList.add(zoom.dataset.zoom);
      for (const one of box.querySelectorAll("[data-zoom]")) one.setAttribute("aria-pressed", one === zoom);
    });
  }
  picture.addEventListener("contextmenu", (event) => event.preventDefault());

  const KEYS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (document.activeElement === number || document.querySelector("dialog[open]")) return;
    const step = KEYS[event.key] ?? 0;
    const to = event.key === "Home" ? 1 : event.key === "End" ? pages : page + step;
    if (!step && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    show(to);
  });
})();
