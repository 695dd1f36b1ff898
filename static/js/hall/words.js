// Sentences stand in the page, translated; {name} is filled in here.
const source = document.getElementById("hall-words");
const sentences = new Map();
for (const line of source ? source.content.querySelectorAll("[data-word]") : []) {
  sentences.set(line.dataset.word, line.textContent);
}

export function word(name, values = {}) {
  const sentence = sentences.get(name) ?? name;
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

export function readConfig() {
  return JSON.parse(document.getElementById("hall-data").textContent);
}
