// Runs in the page: what does not fit on the slide that is shown. Gives { empty, cells, problems }.
() => {
  const slide = document.querySelector(".slides > section.present > section.present");
  const box = document.querySelector(".slides").getBoundingClientRect();
  const scale = box.width / document.querySelector(".slides").offsetWidth;
  const NOT_SEEN = "mjx-assistive-mml, .cm-announced, .cm-layer, .jp-Collapser, .jp-collapseHeadingButton, .jp-InputPrompt, "
    + ".jp-OutputPrompt, aside.notes";
  const PAINTED = "img, canvas, video, svg, mjx-container, input, button, select, table, iframe, hr";
  const all = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const problems = [];

  const clips = overflow => overflow !== "visible";
  const name = element => {
    const kind = element.matches("section") ? "the slide" : element.closest(".jp-OutputArea") ? "an output"
      : element.closest(".jp-InputArea-editor") ? "code" : "prose";
    return `${kind} of cell ${element.closest(".jp-Cell")?.dataset.windowedListIndex ?? "?"}`;
  };
  // The code of a picture is folded to its first line, on purpose: rise.css.
  const FOLDED = ".jp-CodeCell:has(img) .cm-editor";
  const scrolls = (element, style) => {
    if (element.closest(FOLDED)) return;
    const wide = element.scrollWidth - element.clientWidth, high = element.scrollHeight - element.clientHeight;
    // 1 px comes from rounding; what is hidden has no size.
    if (clips(style.overflowX) && wide > 2 && element.clientWidth)
      problems.push(`${name(element)} is ${Math.round(wide * scale)} px too wide`);
    if (clips(style.overflowY) && high > 2 && element.clientHeight)
      problems.push(`${name(element)} is ${Math.round(high * scale)} px too high`);
  };
  const walk = (element, clip) => {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0" || element.matches(NOT_SEEN)) return;
    const place = element.getBoundingClientRect();
    const text = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (text || element.matches(PAINTED) || element.matches(".cm-editor")) {
      const left = Math.max(place.left, clip.left), top = Math.max(place.top, clip.top);
      const right = Math.min(place.right, clip.right), bottom = Math.min(place.bottom, clip.bottom);
      if (right - left >= 1 && bottom - top >= 1) {
        all.left = Math.min(all.left, left);
        all.top = Math.min(all.top, top);
        all.right = Math.max(all.right, right);
        all.bottom = Math.max(all.bottom, bottom);
      }
    }
    if (element.matches("mjx-container")) scrolls(element, style);
    if (element.matches("svg, mjx-container, img")) return;
    let inner = clip;
    if (clips(style.overflowX) || clips(style.overflowY)) {
      scrolls(element, style);
      inner = {
        left: clips(style.overflowX) ? Math.max(clip.left, place.left) : clip.left,
        right: clips(style.overflowX) ? Math.min(clip.right, place.right) : clip.right,
        top: clips(style.overflowY) ? Math.max(clip.top, place.top) : clip.top,
        bottom: clips(style.overflowY) ? Math.min(clip.bottom, place.bottom) : clip.bottom,
      };
    }
    for (const child of element.children) walk(child, inner);
  };
  walk(slide, { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 });

  // From the back row of a class one reads 18 px of 720.
  for (const code of slide.querySelectorAll(".jp-InputArea .cm-content, .jp-OutputArea pre")) {
    const size = parseFloat(getComputedStyle(code).fontSize) * scale, least = 18 / 720 * innerHeight;
    if (size < least - 0.1) problems.push(`${name(code)} is ${size.toFixed(1)} px high; allowed: ${least} and more`);
  }

  const empty = all.left === Infinity;
  // What is beyond the window, or beyond the box that the slides are laid out in, which clips too.
  const beyond = empty ? {} : {
    left: Math.max(0, box.left) - all.left,
    top: Math.max(0, box.top) - all.top,
    right: all.right - Math.min(innerWidth, box.right),
    bottom: all.bottom - Math.min(innerHeight, box.bottom),
  };
  for (const side in beyond) if (beyond[side] > 1.5) problems.push(`${Math.round(beyond[side])} px are cut off at the ${side}`);
  for (const image of slide.querySelectorAll("img"))
    if (!image.complete || !image.naturalWidth) problems.push(`a picture in ${name(image)} is not drawn`);
  const cells = [...slide.querySelectorAll(".jp-Cell")].filter(cell => !cell.classList.contains("reveal-skip"));
  return { empty, problems, cells: cells.map(cell => Number(cell.dataset.windowedListIndex)) };
}
