// form[data-look="/…/xem/"]: the picture beside it follows what is typed; the server draws, nothing is kept anywhere.
"use strict";
(() => {
  const CALM = 450; // ms without a key

  const pictureOf = (source, words) => {
    const sheet = document.createElement("p");
    const image = document.createElement("img");
    sheet.className = "sheet";
    image.src = source;
    image.alt = words;
    sheet.append(image);
    return sheet;
  };

  // Pages that are there already take the new picture, so that the eye stays where it was.
  const put = (place, pictures, words) => {
    const there = [...place.querySelectorAll("img")];
    there.slice(pictures.length).forEach((image) => image.closest(".sheet").remove());
    pictures.forEach((one, at) => {
      if (there[at]) there[at].src = one;
      else place.append(pictureOf(one, `${words} ${at + 1}`));
    });
  };

  somat.each("form[data-look]", (form) => {
    const place = document.querySelector("[data-look-pictures]");
    const says = document.querySelector("[data-look-says]");
    const words = place.closest("[data-look-at]").dataset.lookAt;
    const calm = says.textContent;
    let timer = 0, going = null;

    const say = (wrong) => {
      says.textContent = wrong.length ? wrong.join(" ") : calm;
      says.classList.toggle("warn", wrong.length > 0);
      place.classList.toggle("old", wrong.length > 0);
    };

    const look = async () => {
      going?.abort();
      going = new AbortController();
      const data = new FormData(form);
      data.delete("once"); // a look is no act
      place.setAttribute("aria-busy", "true");
      try {
        const answer = await somat.post(form.dataset.look, data, { signal: going.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const { pictures, wrong } = await answer.json();
        if (pictures.length) put(place, pictures, words);
        say(wrong);
      } catch (error) {
        if (error.name === "AbortError") return;
        say([somat.word("unseen")]);
      }
      place.removeAttribute("aria-busy");
    };

    const later = (event) => {
      if (somat.composing(event)) return;
      clearTimeout(timer);
      timer = setTimeout(look, CALM);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("compositionend", later);
  });
})();
