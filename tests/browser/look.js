// What the camera asks of a page, put into it beside axe. It looks at the page in one theme and
// returns what is wrong and the colours that were judged, which need not be judged again.
window.cameraLooks = (() => {
  // Only what is wrong is read, and only as it stands in the page; there are no frames.
  const LEAN = {selectors: false, preload: false, iframes: false};
  const COLOURS = ["color-contrast", "link-in-text-block"];
  const ALL_BUT_COLOURS = {rules: Object.fromEntries(COLOURS.map(name => [name, {enabled: false}]))};
  const OFF = ":disabled, [aria-disabled=true], [aria-disabled=true] *";
  const MUTE = "[type=hidden], [type=checkbox], [type=radio], [type=range], [type=color]";

  const speaks = element => element.matches("input, select, textarea")
    ? !element.matches(MUTE)
    : [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());

  // Of these axe tells no colours: of one letter, of what is off, out of sight or on a picture.
  const untold = (element, style) => {
    const {right, bottom} = element.getBoundingClientRect();
    const letter = !element.matches("input, select, textarea")
      && element.textContent.trim().length < 2;
    return letter || element.matches(OFF) || right <= 0 || bottom <= 0
      || style.backgroundImage !== "none" || !element.checkVisibility();
  };

  const FLOATS = "floats";
  const CLEAR = "rgba(0, 0, 0, 0) none";
  const NO_EFFECT = "1 none normal";

  /** Tells of an element on what ground it stands, and whether it is clipped away or floats: lies
      over others without covering them. */
  function grounds() {
    const known = new Map();
    known.set(null, {ground: "", effects: "", clipped: false, floats: false});
    return function around(element) {
      if (known.has(element)) return known.get(element);
      const outer = around(element.parentElement), style = getComputedStyle(element);
      const own = `${style.backgroundColor} ${style.backgroundImage}`;
      const effect = `${style.opacity} ${style.filter} ${style.mixBlendMode}`;
      const covers = /^rgb\(.* none$/.test(own);
      const lifted = !["static", "relative"].includes(style.position);
      const found = {
        style,
        ground: covers ? own : outer.ground + (own === CLEAR ? "" : own),
        effects: outer.effects + (effect === NO_EFFECT ? "" : effect),
        clipped: outer.clipped || style.clipPath !== "none" || style.clip !== "auto",
        floats: !covers && (lifted || outer.floats),
      };
      known.set(element, found);
      return found;
    };
  }

  /** What tells the colours of this text from others: a link in a text stands out from it, too. */
  function combination(element, {style, ground, effects}) {
    const words = [style.color, ground, effects, style.textShadow, style.fontSize, style.fontWeight];
    if (element.matches("a") && speaks(element.parentElement)) {
      const text = getComputedStyle(element.parentElement);
      words.push(style.textDecorationLine, style.borderBottomWidth, style.fontStyle, text.color,
        text.fontWeight, text.fontStyle);
    }
    return words.join("|");
  }

  /** The combinations of colours in which the page speaks, each with its elements; what floats is
      a combination of its own that is never known. */
  function colours() {
    const around = grounds(), found = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      if (!speaks(element)) continue;
      const place = around(element);
      if (place.clipped || untold(element, place.style)) continue;
      const key = place.floats ? FLOATS : combination(element, place);
      found.set(key, [...(found.get(key) ?? []), element]);
    }
    return found;
  }

  const wrong = found => found.violations.map(v => [v.id, v.nodes.map(node => node.html)]);

  // One of them may be half covered by another: three are asked.
  const some = elements => [elements[0], elements[elements.length >> 1], elements.at(-1)];

  /** Judge of each combination that is not known some elements, and all that float. */
  async function judged(known) {
    const found = colours();
    const asked = new Map((found.get(FLOATS) ?? []).map(element => [element, FLOATS]));
    for (const [key, elements] of found) {
      if (key === FLOATS || known.has(key)) continue;
      for (const element of some(elements)) asked.set(element, key);
    }
    if (!asked.size) return {barriers: [], right: []};
    const options = {runOnly: COLOURS, elementRef: true, ...LEAN};
    const result = await axe.run({include: [...asked.keys()]}, options);
    const passed = result.passes.filter(rule => rule.id === COLOURS[0]).flatMap(rule => rule.nodes);
    const right = new Set(passed.map(node => asked.get(node.element)));
    right.delete(FLOATS);
    return {barriers: wrong(result), right: [...right].filter(key => key)};
  }

  return async ({theme, structure, known}) => {
    document.documentElement.dataset.bsTheme = theme;
    const options = {resultTypes: ["violations"], ...ALL_BUT_COLOURS, ...LEAN};
    const barriers = structure ? wrong(await axe.run(options)) : [];
    const seen = await judged(new Set(known));
    const wide = document.documentElement.scrollWidth - innerWidth;
    return {barriers: [...barriers, ...seen.barriers], right: seen.right, wide};
  };
})();
