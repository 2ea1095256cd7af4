// The numbers of the lines stand beside the text of a file, as faults name them.
"use strict";

const text = document.getElementById("text");
const numbers = document.createElement("pre");
numbers.setAttribute("aria-hidden", "true");
const beside = document.createElement("div");
beside.className = "beside";
text.before(beside);
beside.append(numbers, text);

function count() {
  const lines = text.value.split("\n").length;
  numbers.textContent = Array.from({ length: lines }, (_, at) => at + 1).join("\n");
  follow();
}

function follow() {
  numbers.scrollTop = text.scrollTop;
}

text.addEventListener("input", count);
text.addEventListener("scroll", follow);
count();
