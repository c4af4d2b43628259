// form[data-place]: the page looked at stands in the form, and places to strike out are drawn on it by mouse or keyboard.
// The fields hold the measures in millimetres; a box on the picture is only their picture. Without this script they are typed.
"use strict";
(() => {
  const SIDES = ["page", "left", "top", "width", "height"];
  const FRESH = { left: 30, top: 50, width: 40, height: 10 }; // mm: a place added by keyboard
  const LEAST = 2; // mm: less is a click

  const form = document.querySelector("form[data-place]");
  if (!form) return;
  const at = form.querySelector("[data-place-at]");
  const sheet = at.querySelector("[data-place-sheet]");
  const image = sheet.querySelector("img");
  const says = at.querySelector("[data-place-says]");
  const words = document.querySelector("[data-place-words]").content;
  const rows = [...form.querySelectorAll("[data-strike]")].map((row) => {
    const inputs = [...row.querySelectorAll("input")];
    return Object.fromEntries(SIDES.map((side, nth) => [side, inputs[nth]]));
  });
  let shown = null; // { page, width, height }: the page on the picture, in mm

  const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
  const read = (input) => (input.value.trim() === "" ? NaN : Number(input.value.trim().replace(",", ".")));
  const written = (number) => String(Math.round(number * 10) / 10).replace(".", ",");
  const boxOf = (row) => Object.fromEntries(SIDES.map((side) => [side, read(row[side])]));
  const whole = (box) => SIDES.every((side) => Number.isFinite(box[side]));
  const scale = () => image.clientWidth / shown.width; // dots on the screen in a millimetre

  const fitted = (box) => {
    const width = Math.min(Math.max(box.width, LEAST), shown.width);
    const height = Math.min(Math.max(box.height, LEAST), shown.height);
    const left = Math.min(Math.max(box.left, 0), shown.width - width);
    const top = Math.min(Math.max(box.top, 0), shown.height - height);
    return { page: shown.page, left, top, width, height };
  };
  const put = (row, box) => {
    for (const side of SIDES) row[side].value = written(box[side]);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const clear = (row) => {
    for (const side of SIDES) row[side].value = "";
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const label = (nth, box) =>
    word("place").replace("{n}", nth + 1).replace(/\{(\w+)\}/g, (_, side) => written(box[side]));

  const placed = (button, nth) => {
    const box = boxOf(rows[nth]);
    const dots = scale();
    for (const side of ["left", "top", "width", "height"]) button.style[side] = `${box[side] * dots}px`;
    button.setAttribute("aria-label", label(nth, box));
    button.title = label(nth, box);
  };

  const moved = (button, nth, change) => {
    const box = boxOf(rows[nth]);
    put(rows[nth], fitted(change(box)));
    placed(button, nth);
  };

  // Follow the mouse until it is let go; `change` makes a box of the way gone in mm.
  const follow = (event, nth, change) => {
    const button = sheet.querySelector(`[data-nth="${nth}"]`);
    const from = { x: event.clientX, y: event.clientY, box: boxOf(rows[nth]) };
    const dots = scale();
    const move = (now) => {
      const way = { x: (now.clientX - from.x) / dots, y: (now.clientY - from.y) / dots };
      moved(button, nth, () => change({ ...from.box }, way));
    };
    const end = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      button.focus();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
  };

  const made = (nth) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "strike";
    button.dataset.nth = nth;
    const corner = document.createElement("span");
    corner.className = "corner";
    button.append(corner);
    button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const pulls = event.target === corner;
      follow(event, nth, (box, way) =>
        pulls
          ? { ...box, width: box.width + way.x, height: box.height + way.y }
          : { ...box, left: box.left + way.x, top: box.top + way.y },
      );
    });
    button.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        clear(rows[nth]);
        draw();
        at.querySelector("[data-place-new]").focus();
      } else if (way) {
        event.preventDefault();
        const [x, y] = way;
        moved(button, nth, (box) =>
          event.shiftKey
            ? { ...box, width: box.width + x, height: box.height + y }
            : { ...box, left: box.left + x, top: box.top + y },
        );
        somat.say(button.title);
      }
    });
    return button;
  };

  const draw = () => {
    sheet.querySelectorAll(".strike").forEach((one) => one.remove());
    if (!shown) return;
    rows.forEach((row, nth) => {
      const box = boxOf(row);
      if (!whole(box) || box.page !== shown.page) return;
      const button = made(nth);
      sheet.append(button);
      placed(button, nth);
    });
  };

  // A new place in the first row that holds nothing; null where all are taken.
  const begin = (box) => {
    const nth = rows.findIndex((row) => SIDES.every((side) => row[side].value.trim() === ""));
    says.textContent = nth < 0 ? word("full") : "";
    if (nth < 0) return null;
    put(rows[nth], fitted({ ...FRESH, ...box }));
    draw();
    return nth;
  };

  at.querySelector("[data-place-new]").addEventListener("click", () => {
    const nth = begin({});
    if (nth !== null) sheet.querySelector(`[data-nth="${nth}"]`).focus();
  });

  image.addEventListener("pointerdown", (event) => {
    if (!shown || event.button) return;
    event.preventDefault();
    const edge = image.getBoundingClientRect();
    const dots = scale();
    const start = { left: (event.clientX - edge.left) / dots, top: (event.clientY - edge.top) / dots };
    if (start.top > shown.height) return; // the strip below a kept page
    const from = { x: event.clientX, y: event.clientY };
    const drawn = (now) => {
      if (Math.min(Math.abs(now.clientX - from.x), Math.abs(now.clientY - from.y)) / dots < LEAST) return;
      stop();
      const nth = begin({ ...start, width: LEAST, height: LEAST });
      if (nth === null) return;
      const left = now.clientX < from.x, above = now.clientY < from.y;
      follow(event, nth, (_, way) => ({
        page: shown.page,
        left: left ? start.left + Math.min(way.x, 0) : start.left,
        top: above ? start.top + Math.min(way.y, 0) : start.top,
        width: Math.abs(way.x),
        height: Math.abs(way.y),
      }));
    };
    const stop = () => {
      removeEventListener("pointermove", drawn);
      removeEventListener("pointerup", stop);
    };
    addEventListener("pointermove", drawn);
    addEventListener("pointerup", stop);
  });

  const asData = (blob) =>
    new Promise((done) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => done(reader.result));
      reader.readAsDataURL(blob);
    });

  // What the server says instead of a picture stands in its page, at the form.
  const refusal = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".refusal ol")?.textContent.replace(/\s+/g, " ").trim() || word("failed");
  };

  const look = async () => {
    const data = new FormData(form);
    data.set("kind", "look");
    for (const row of rows) for (const side of SIDES) data.delete(row[side].name); // they are the boxes over the picture
    at.hidden = false;
    says.textContent = word("drawing");
    try {
      const answer = await somat.post(form.action || location.href, data);
      if (!(answer.headers.get("Content-Type") ?? "").startsWith("image/")) {
        says.textContent = await refusal(answer);
        return;
      }
      image.src = await asData(await answer.blob());
      await image.decode();
      shown = {
        page: Number(data.get("page")) || 1,
        width: Number(answer.headers.get("Page-Width-Mm")),
        height: Number(answer.headers.get("Page-Height-Mm")),
      };
      says.textContent = "";
      draw();
      at.scrollIntoView({ block: "start" });
    } catch {
      says.textContent = word("failed");
    }
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "look" || !form.reportValidity()) return;
    event.preventDefault();
    look();
  });
  form.addEventListener("input", draw);
  addEventListener("resize", draw);
})();
