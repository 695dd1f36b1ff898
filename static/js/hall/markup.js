// The small markup of questions as elements: the same reading as `questionbank/rules/markup.py`, held
// together by a test. Letters only ever become text, so nothing in a question can become a program.
const FIGURE = /^!\[([^[\]\n]{0,100})\]\(图:([0-9a-f]{64})\)$/;
const ROW = /^\|.+\|$/;
const RULE = /^\|(?:\s*:?-+:?\s*\|)+$/;
const BULLET = /^- (\S.*)$/;
const NUMBER = /^(\d{1,2})\. (\S.*)$/;
const INLINE = /\*\*([^*\n]+)\*\*|\^\{([^{}\n]+)\}|_\{([^{}\n]+)\}/g;
const FORMS = ["b", "sup", "sub"];

function element(tag, ...children) {
  const node = document.createElement(tag);
  node.append(...children);
  return node;
}

function inline(line) {
  const spans = [];
  let done = 0;
  for (const found of line.matchAll(INLINE)) {
    if (found.index > done) spans.push(line.slice(done, found.index));
    const n = FORMS.findIndex((_form, place) => found[place + 1] !== undefined);
    spans.push(element(FORMS[n], found[n + 1]));
    done = found.index + found[0].length;
  }
  if (done < line.length) spans.push(line.slice(done));
  return spans;
}

function run(lines, at, fits) {
  let end = at;
  while (end < lines.length && fits(lines[end])) end += 1;
  return end;
}

function numbered(lines, at) {
  let number = null;
  return run(lines, at, (line) => {
    const found = NUMBER.exec(line);
    if (!found || (number !== null && Number(found[1]) !== number + 1)) return false;
    number = Number(found[1]);
    return true;
  });
}

const isWords = (line) => line && ![FIGURE, ROW, BULLET, NUMBER].some((sign) => sign.test(line));

function figure(found, address) {
  const picture = document.createElement("img");
  picture.src = address.replace("0".repeat(64), found[2]);
  picture.alt = found[1].trim();
  return element("figure", picture);
}

function grid(rows) {
  const cells = (row, tag) =>
    element("tr", ...row.slice(1, -1).split("|").map((cell) => element(tag, ...inline(cell.trim()))));
  const headed = rows.length > 1 && RULE.test(rows[1]);
  const body = element("tbody", ...(headed ? rows.slice(2) : rows).map((row) => cells(row, "td")));
  return headed ? element("table", element("thead", cells(rows[0], "th")), body) : element("table", body);
}

function paragraph(lines) {
  return lines.flatMap((line, n) => (n ? [document.createElement("br"), ...inline(line)] : inline(line)));
}

// `address` leads to a picture whose name is 64 noughts.
export function rich(text, address) {
  const lines = text.replaceAll("\r\n", "\n").split("\n").map((line) => line.trim());
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const start = at;
    at += 1;
    if (!line) continue;
    const shown = FIGURE.exec(line);
    if (shown) {
      blocks.push(figure(shown, address));
    } else if (ROW.test(line)) {
      at = run(lines, start, (row) => ROW.test(row));
      blocks.push(grid(lines.slice(start, at)));
    } else if (BULLET.test(line)) {
      at = run(lines, start, (row) => BULLET.test(row));
      blocks.push(element("ul", ...lines.slice(start, at).map((row) => element("li", ...inline(row.slice(2))))));
    } else if (numbered(lines, start) > start + 1) {
      at = numbered(lines, start);
      const items = lines.slice(start, at).map((row) => element("li", ...inline(NUMBER.exec(row)[2])));
      const list = element("ol", ...items);
      list.start = Number.parseInt(line, 10);
      blocks.push(list);
    } else {
      at = Math.max(at, run(lines, start, isWords));
      blocks.push(lines.slice(start, at));
    }
  }
  if (blocks.length === 1 && Array.isArray(blocks[0]) && blocks[0].length === 1) return paragraph(blocks[0]);
  return blocks.map((block) => (Array.isArray(block) ? element("p", ...paragraph(block)) : block));
}

const fetched = new Map(); // held, so that the browser keeps them

// Fetch every picture of a paper at once: it must be there when the network is not.
export function fetchPictures(questions, address) {
  const texts = questions.flatMap((one) => [one.material ?? "", one.stem, ...one.options.map((option) => option.text)]);
  for (const line of texts.join("\n").split("\n")) {
    const found = FIGURE.exec(line.trim());
    if (found && !fetched.has(found[2])) fetched.set(found[2], figure(found, address));
  }
}
