// Locks the screen at the idle limit of the session (body[data-idle-seconds]); while somebody works, tells the server so.
"use strict";
(() => {
  const WARN = 60; // seconds
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("somat") : null; // two tabs are one person
  let moved = Date.now(), told = Date.now(), box = null, locking = false;

  const limit = () => Number(document.body.dataset.idleSeconds) || 0;

  const tell = () => {
    told = Date.now();
    const url = document.body.dataset.alive;
    if (url) somat.post(url, new URLSearchParams()).catch(() => {});
  };

  const hide = () => {
    box?.remove();
    box = null;
  };

  const move = (event) => {
    moved = Date.now();
    hide();
    if (event) channel?.postMessage("moved");
    if (limit() && moved - told > (limit() * 1000) / 3) tell();
  };

  const warn = (left) => {
    if (!box) {
      box = somat.copyOf("idle-template");
      if (!box) return;
      box.querySelector("[data-idle-stay]").addEventListener("click", tell);
      document.body.append(box);
    }
    box.querySelector("[data-idle-count]").textContent = Math.max(left, 0);
  };

  const lock = async () => {
    locking = true;
    await somat.keepDrafts();
    const form = document.getElementById("lock");
    if (form) form.submit();
    else location.reload();
  };

  for (const name of ["keydown", "pointerdown", "wheel", "input"]) document.addEventListener(name, move, { passive: true });
  if (channel) channel.onmessage = () => move(null);
  setInterval(() => {
    if (!limit() || locking) return;
    const left = Math.ceil(limit() - (Date.now() - moved) / 1000);
    if (left <= 0) lock();
    else if (left <= Math.min(WARN, limit() / 3)) warn(left);
  }, 1000);
})();
