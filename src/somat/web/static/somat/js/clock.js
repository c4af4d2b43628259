// The server's hour at the head of the page and on a print; the clock of this machine is not asked.
"use strict";
(() => {
  const form = new Intl.DateTimeFormat("vi-VN", {
    timeZone: "Asia/Ho_Chi_Minh", weekday: "long", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  let base = 0, since = 0;

  const parts = () => Object.fromEntries(form.formatToParts(base + performance.now() - since).map((part) => [part.type, part.value]));

  const capital = (words) => words.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());

  const tick = () => {
    const face = document.querySelector("[data-clock]");
    if (!face || !base) return;
    const now = parts();
    face.textContent = `${capital(now.weekday)}, ${now.day}/${now.month}/${now.year}, ${now.hour}:${now.minute}`;
  };

  somat.each("[data-clock]", (face) => {
    base = Date.parse(face.dateTime);
    since = performance.now();
  });
  setInterval(tick, 5000);
  addEventListener("beforeprint", () => {
    tick();
    const now = base ? parts() : null;
    for (const face of document.querySelectorAll("[data-print-time]")) {
      if (now) face.textContent = `${now.hour}:${now.minute} ngày ${now.day}/${now.month}/${now.year}`;
    }
  });

  somat.each("[data-retry]", (face) => {
    let left = Number(face.dataset.retry);
    const timer = setInterval(() => {
      left -= 1;
      face.textContent = left;
      if (left > 0) return;
      clearInterval(timer);
      location.reload();
    }, 1000);
  });
})();
