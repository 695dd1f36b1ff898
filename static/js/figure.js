// Draws every figure whose data stands beside it, in the colours of the page. A trace names its tone
// in `meta`, or one for each of its marks in `customdata`. A figure may name where its marks lead, one
// address for each in `layout.meta.links`; the table beside it has the same links for the keyboard.
const places = document.querySelectorAll("[data-figure]");
const TONES = { done: "--mf-jade", plain: "--mf-blue-bar", soon: "--mf-amber-fill", danger: "--mf-vermilion" };

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw(place) {
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const ink = colour("--mf-ink");
  const rule = colour("--mf-rule");
  const tone = (name) => colour(TONES[name]);
  for (const trace of figure.data) {
    trace.marker = { color: trace.meta ? tone(trace.meta) : trace.customdata.map(tone) };
  }
  for (const axis of [figure.layout.xaxis, figure.layout.yaxis]) {
    Object.assign(axis, { gridcolor: rule, zerolinecolor: rule, linecolor: rule });
  }
  for (const shape of figure.layout.shapes ?? []) {
    shape.line.color = ink;
  }
  const paper = { paper_bgcolor: "transparent", plot_bgcolor: "transparent" };
  const font = { color: ink, family: getComputedStyle(document.body).fontFamily, size: 14 };
  const options = { displayModeBar: false, responsive: true };
  window.Plotly.react(place, figure.data, { ...figure.layout, ...paper, font }, options);
  lead(place, figure.layout.meta?.links ?? []);
}

function lead(place, links) {
  place.removeAllListeners("plotly_click");
  if (!links.some(Boolean)) {
    return;
  }
  place.classList.add("leads");
  place.on("plotly_click", (clicked) => {
    const link = links[clicked.points[0].pointNumber];
    if (link) {
      window.location.assign(link);
    }
  });
}

if (places.length && window.Plotly) {
  places.forEach(draw);
  const watcher = new MutationObserver(() => places.forEach(draw));
  watcher.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
