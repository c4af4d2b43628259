// Scanner fields: the scanner's Enter moves on and never sends. data-scan="next", or the selector of a list with data-code.
"use strict";
somat.each("input[data-scan]", (input) => {
  const look = (code) => {
    const wanted = somat.fold(code).replace(/\s/g, "");
    const hit = [...document.querySelectorAll(`${input.dataset.scan} [data-code]`)].find((one) => somat.fold(one.dataset.code) === wanted);
    if (hit) hit.focus();
    else somat.say(`${somat.word("nocode")}: ${code}`);
    input.value = hit ? "" : code;
  };

  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || somat.composing(event)) return;
    event.preventDefault();
    const code = input.value.normalize("NFC").trim();
    if (input.dataset.scan === "next") somat.moveOn(input);
    else if (code) look(code);
  });
});
