(() => {
  const script = document.currentScript, box = script && script.parentElement, still = box && box.querySelector("img");
  if (!still) return;
  const name = $NAME, values = $VALUES, sentences = $SENTENCES, pictures = $PICTURES;
  // JupyterLab's own keys (arrows choose cells) must not act while the slider or the button has the focus.
  const own = { "data-lm-suppress-shortcuts": "true" };
  const make = (tag, attributes, style) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.style.cssText = style || "";
    return element;
  };
  const picture = make("img", { width: $WIDTH, height: $HEIGHT }, "max-width:100%;height:auto;display:block;$CARD");
  const row = make("div", {}, "display:flex;align-items:center;gap:12px;max-width:max($WIDTHpx,560px);padding:4px 0;font-size:15px");
  const play = make("button", { ...own, type: "button", "aria-label": "Play " + name }, "min-width:96px;white-space:nowrap;padding:4px 8px;font:inherit;cursor:pointer");
  const range = make("input", { ...own, type: "range", min: 0, max: values.length - 1, step: 1, value: 0, "aria-label": name },
    "flex:1;height:24px;cursor:pointer");
  const label = make("span", {}, "min-width:150px;font-variant-numeric:tabular-nums");
  const show = () => {
    const i = Number(range.value);
    picture.src = "data:image/png;base64," + pictures[i];
    label.textContent = name + " " + values[i];
    picture.alt = label.textContent + ". " + sentences[i];
    range.setAttribute("aria-valuetext", values[i]);
  };
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  };
  const step = () => {
    if (!box.isConnected || Number(range.value) >= values.length - 1) return stop();
    range.value = Number(range.value) + 1;
    show();
  };
  play.onclick = () => {
    if (timer) return stop();
    if (Number(range.value) >= values.length - 1) range.value = 0;
    show();
    timer = setInterval(step, 350);
    play.textContent = "❚❚ Pause";
  };
  range.oninput = () => { stop(); show(); };
  stop();
  show();
  row.append(play, range, label);
  still.replaceWith(picture, row);
})();
