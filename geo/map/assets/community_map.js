// The map: applies one patch a click, reports picks as ids.
"use strict";

window.communityMap = (() => {
  const { Layer, projectShapes, mercatorX, mercatorY } = communityCanvas;
  const { load } = communityLayers;
  const REFUSED = 3;  // a point's state, as geo.map.preview numbers them
  const model = {
    base: null, areas: null, signs: null, names: null, words: {}, mask: "none", lang: "lv",
    theme: "light", hovered: null, here: null,
    patch: { only: [], needs: [], loose: [], area: null, open: null, on: [], count: [], shown: {} },
  };
  let map, layer, legendBox, tip, status, popup = null;
  let wanted = null, applied = "", paintedAt = 0, told = 0, lastOpen = null, lastSaid = null, placed = false;
  let previewSeen = "", pickedHere = false, moved = false, firstAsked, spotSign = null;
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");

  function tell(value) {
    told += 1;
    pickedHere = "pick" in value || "area" in value;
    window.Streamlit.setComponentValue({ ...value, n: told });
  }

  function start(leafletMap, tiles) {
    map = leafletMap;
    model.tiles = tiles;
    const frame = window.frameElement;
    if (frame) frame.title = "Karte";
    layer = new Layer(model).addTo(map);
    const box = map.getContainer();
    box.setAttribute("role", "application");
    box.tabIndex = 0;
    tip = communityControls.element("div", { class: "cm-tip", "aria-hidden": "true" });
    status = communityControls.element("div", { class: "cm-status", role: "status" });
    legendBox = communityControls.element("section", { class: "cm-legend" });
    const bar = communityControls.buttons({
      zoom_in: () => map.zoomIn(), zoom_out: () => map.zoomOut(), home: goHome, locate: goHere,
      ...(document.fullscreenEnabled ? { full: toggleFull } : {}),
    });
    const credit = communityControls.element("div", { class: "cm-credit" });
    box.append(bar, legendBox, credit, tip, status, communityControls.element("div", { class: "cm-cross", "aria-hidden": "true" }));
    for (const node of [bar, legendBox]) { L.DomEvent.disableClickPropagation(node); L.DomEvent.disableScrollPropagation(node); }
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    map.on("click", (event) => {
      if (model.patch.placing) tell({ place: [event.latlng.lat, event.latlng.lng] });
      else pick(layer.hit(event.containerPoint));
    });
    map.on("mousemove", (event) => hover(event.containerPoint));
    map.on("mouseout", () => hover(null));
    map.on("moveend", keepView);
    // the crosshair shows what Enter would open; a mouse does not need it
    box.addEventListener("mousedown", () => box.classList.remove("cm-by-key"));
    box.addEventListener("blur", () => box.classList.remove("cm-by-key"));
    box.addEventListener("keydown", (event) => {
      box.classList.add("cm-by-key");
      if (event.target !== box) return;
      if (event.key === "Enter") pick(layer.hit(map.getSize().divideBy(2), 36));
      if (event.key === "Escape" && (model.patch.open || model.patch.area !== null)) tell({ open: "" });
    });
    box.addEventListener("pointerdown", () => { moved = true; });
    box.addEventListener("wheel", () => { moved = true; }, { passive: true });
    bar.addEventListener("click", () => { moved = true; });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (placed && !moved && !asked()) fit();  // the frame found its size after the first view
    }).observe(document.documentElement);
  }

  const narrow = () => document.documentElement.clientWidth < 600;
  function folded() {
    const kept = sessionStorage.getItem("cm-legend");
    const low = document.documentElement.clientHeight < 560;
    return kept === null ? narrow() || low : kept === "folded";
  }

  async function unpack(text) {
    if (text === "all" || text === "none") return text;
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    // written straight into the stream: a Blob would be fetched through the browser's own process
    const inflate = new DecompressionStream("deflate");
    const writer = inflate.writable.getWriter();
    writer.write(bytes).catch(() => {});
    writer.close().catch(() => {});
    return new Uint8Array(await new Response(inflate.readable).arrayBuffer());
  }

  // A superseded layer is gone: the server is asked for a patch that names the present ones.
  function stale(error) {
    if (error.status === 410) tell({ stale: true });
  }

  async function apply(patch) {
    wanted = patch.token;
    const [base, areas, records, names, words] = patch.layers;
    let loaded;
    try {
      loaded = await Promise.all([load(base), load(areas), load(records), load(words), unpack(patch.mask)]);
    } catch (error) {
      return stale(error);  // the next patch tries again; what is painted stays
    }
    if (wanted !== patch.token) return;
    if (model.signs !== loaded[2]) model.names = null;  // they stand by row
    [model.base, model.areas, model.signs, model.words, model.mask] = loaded;
    model.patch = patch;
    model.lang = patch.lang;
    model.theme = patch.theme;
    document.documentElement.lang = patch.lang;
    document.documentElement.dataset.theme = patch.theme;
    takePreview(patch.preview);
    dress();
    firstView();
    showSpot();
    showOpen();
    layer.draw();
    load(names).then((content) => { if (model.patch === patch) model.names = content; }).catch(stale);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (wanted !== patch.token) return;
      applied = patch.token;
      paintedAt = Date.now();
    }));
  }

  // While a place is being chosen a sign of its own is dragged; nothing else can be picked.
  function showSpot() {
    const { placing, spot } = model.patch;
    if (!placing || !spot || spot[0] === null) { if (spotSign) { spotSign.remove(); spotSign = null; } return; }
    if (!spotSign) {
      spotSign = L.marker(spot, { draggable: true, icon: L.divIcon({ className: "cm-spot", iconSize: [28, 28] }) }).addTo(map);
      spotSign.on("dragend", () => { const at = spotSign.getLatLng(); tell({ place: [at.lat, at.lng] }); });
    }
    spotSign.setLatLng(spot);
    if (!map.getBounds().contains(spot)) map.setView(spot, Math.max(map.getZoom(), 14), { animate: false });
  }

  function dress() {
    const { words, patch } = model;
    const box = map.getContainer();
    if (window.frameElement) window.frameElement.title = words["map.label"];
    box.setAttribute("aria-label", `${words["map.label"]} ${words["map.keys"]}`);
    communityControls.say(box, words);
    box.querySelector(".cm-credit").textContent = words["map.credit"];
    drawLegend();
    return patch;
  }

  function drawLegend() {
    communityControls.legend(legendBox, {
      patch: model.patch, words: model.words, theme: model.theme, folded: folded(),
      onFold: (fold) => { sessionStorage.setItem("cm-legend", fold ? "folded" : "open"); drawLegend(); },
      onToggle: (kind) => tell({ kind }),
    });
  }

  // What is not saved yet comes inside the patch; a new one is brought into sight whole.
  function takePreview(content) {
    map.getContainer().classList.toggle("cm-trial", Boolean(content));
    if (!content) { model.preview = null; return; }
    map.setMinZoom(5);  // a file may hold a whole region, until somebody says which part
    const points = { x: content.lon.map(mercatorX), y: content.lat.map(mercatorY), state: content.state };
    model.preview = { ...content, points, outlines: projectShapes(content.outlines), marks: projectShapes(content.marks) };
    const seen = JSON.stringify([content.names, content.marks.length, content.lon.length]);
    if (seen !== previewSeen) { previewSeen = seen; placed = moved = false; firstAsked = null; }
  }

  function townBounds() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const { outlines, points } = model.preview || { outlines: [], points: { x: [] } };
    points.x.forEach((x, place) => {
      if (points.state[place] === REFUSED) return;  // what is refused may lie anywhere
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], points.y[place]);
      box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], points.y[place]);
    });
    for (const shape of outlines.length ? outlines : model.areas.shapes) {
      box[0] = Math.min(box[0], shape.box[0]); box[1] = Math.min(box[1], shape.box[1]);
      box[2] = Math.max(box[2], shape.box[2]); box[3] = Math.max(box[3], shape.box[3]);
    }
    return layer.bounds(box);
  }

  // The view of the address, else the one this visitor left, else the whole town.
  function firstView() {
    if (placed || !(model.areas.shapes.length || model.preview)) return;
    placed = true;
    const view = asked();
    if (view) map.setView(view.slice(1), view[0], { animate: false });
    else fit();
  }

  // On a map of what is not saved yet the buttons must not lie over it.
  function fit(animate = false) {
    const padding = model.preview ? { paddingTopLeft: [12, 64], paddingBottomRight: [12, 34] } : { padding: [8, 8] };
    map.fitBounds(townBounds(), { animate, ...padding });
  }

  // A view is taken from the address only where it shows something of the town.
  function asked() {
    if (firstAsked === undefined) {
      const [zoom, lat, lng] = (address().searchParams.get("at") || sessionStorage.getItem("cm-at") || "").split("_").map(Number);
      const near = zoom >= 9 && zoom <= 19 && townBounds().pad(0.5).contains([lat || 0, lng || 0]);
      firstAsked = near ? [zoom, lat, lng] : null;
    }
    return firstAsked;
  }

  const address = () => new URL(window.parent.location.href);
  function keepView() {
    if (!placed || (!moved && !asked() && !lastOpen)) return;
    const middle = map.getCenter();
    const at = `${map.getZoom()}_${middle.lat.toFixed(5)}_${middle.lng.toFixed(5)}`;
    sessionStorage.setItem("cm-at", at);
    const url = address();
    url.searchParams.set("at", at);
    window.parent.history.replaceState(window.parent.history.state, "", url);
  }

  function closePopup() {
    if (popup) { const old = popup; popup = null; map.closePopup(old); }
  }

  function openPopup(place, content, onClose) {
    closePopup();
    if (narrow() && onClose) return;  // on a phone the card says it all
    popup = L.popup({ offset: [0, -6], autoPan: false, closeOnClick: false, maxWidth: 260 })
      .setLatLng(place).setContent(content).openOn(map);
    const mine = popup;
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", model.words["map.close"]); close.title = model.words["map.close"]; }
    map.once("popupclose", () => { if (popup === mine) { popup = null; if (onClose) onClose(); } });
  }

  function showOpen() {
    const { open, area } = model.patch;
    const name = open ? `record ${open.id}` : area !== null ? `area ${area}` : null;
    const said = open && JSON.stringify([open.name, open.lines, placeOf(open)]);
    const changed = name !== lastOpen, renewed = said !== lastSaid;
    lastOpen = name;
    lastSaid = said;
    if (!open) closePopup();
    if (!name) return;
    if (!changed) {
      if (renewed && popup?.ofOpen) renewPopup(open);
      return;
    }
    const here = pickedHere;
    pickedHere = false;
    if (open && onMap(open)) {
      const place = placeOf(open);
      const far = !here && map.getZoom() < 13;
      if (far || narrow() || !map.getBounds().pad(-0.15).contains(place)) bring(place, far ? 15 : map.getZoom());
      popupOf(open);
      return;
    }
    const code = open ? open.area : area;
    if (code === null || code < 0) { closePopup(); return; }
    const bounds = layer.bounds(model.areas.shapes[code].box);
    if (narrow()) bring(bounds.getCenter(), map.getZoom());
    else if (!here && (!map.getBounds().contains(bounds.getCenter()) || map.getZoom() > map.getBoundsZoom(bounds) + 1)) {
      map.fitBounds(bounds, { animate: !quiet.matches, padding: [30, 30], maxZoom: 14 });
    }
    if (open) popupOf(open); else closePopup();
  }

  const onMap = (open) => open.row !== null && model.signs.kind[open.row] !== undefined;

  // A record stands at its sign, else where its area's name stands, else nowhere.
  function placeOf(open) {
    if (onMap(open)) return layer.latLng(model.signs.x[open.row], model.signs.y[open.row]);
    const [lon, lat] = model.areas.label[open.area] || [];
    return lon === undefined ? null : layer.latLng(mercatorX(lon), mercatorY(lat));
  }

  // Somebody changed what is open: its words and place follow, the view stays.
  function renewPopup(open) {
    const place = placeOf(open);
    if (place) popup.setLatLng(place).setContent(communityControls.popupContent(open));
    else closePopup();
  }

  function popupOf(open) {
    openPopup(placeOf(open), communityControls.popupContent(open), () => tell({ open: "" }));
    if (popup) popup.ofOpen = true;
  }

  // On a phone the card lies over the lower half: the place is brought above it.
  function bring(place, zoom) {
    const down = narrow() ? map.getSize().y * 0.22 : 0;
    map.setView(map.unproject(map.project(place, zoom).add([0, down]), zoom), zoom, { animate: !quiet.matches });
  }

  function pick(item) {
    if (!item) return;
    if (item.type === "area" || item.type === "chip") tell({ area: model.areas.key[item.code] });
    else if (item.type === "sign") tell({ pick: item.one.rows[0], layer: model.signs.address });
    else spread(item.one);
  }

  // A cluster opens by coming nearer; what still stands in one place is offered as a list.
  function spread(one) {
    const bounds = layer.bounds(one.box);
    const zoom = map.getBoundsZoom(bounds);
    if (one.n > 40 || (zoom > map.getZoom() + 0.5 && map.getZoom() < 17 && one.box[2] - one.box[0] + one.box[3] - one.box[1] > 1e-9)) {
      map.fitBounds(bounds, { animate: !quiet.matches, padding: [60, 60], maxZoom: Math.max(map.getZoom() + 1, Math.min(zoom, map.getZoom() + 3, 18)) });
      return;
    }
    const names = one.rows.map((row) => [row, model.names ? model.names.name[row] : String(row + 1)]);
    openPopup(layer.latLng(one.x, one.y), communityControls.chooser(model.words["map.here"], names, (row) => tell({ pick: row, layer: model.signs.address })));
    popup?.getElement().querySelector("button")?.focus();
  }

  function hover(point) {
    const item = point && model.areas ? layer.hit(point) : null;
    const code = item && item.type === "area" ? item.code : null;
    if (code !== model.hovered) { model.hovered = code; layer.draw(); }
    map.getContainer().style.cursor = item ? "pointer" : "";
    const names = model.areas && (model.areas[model.lang] || model.areas.lv);
    let text = "";
    if (item && item.type === "sign" && model.names) text = model.names.name[item.one.rows[0]];
    else if (item && item.type === "area") text = names[item.code];
    else if (item && item.type === "chip") text = `${names[item.code]}: ${model.words["map.approximate_chip"]}`;
    tip.textContent = text;
    tip.hidden = !text;
    if (text) {
      const room = map.getSize();
      tip.style.left = `${Math.min(point.x + 14, room.x - tip.offsetWidth - 8)}px`;
      tip.style.top = `${Math.min(point.y + 14, room.y - 34)}px`;
    }
  }

  function goHome() { if (model.areas?.shapes.length || model.preview) fit(!quiet.matches); }

  function goHere() {
    status.textContent = "";
    const failed = () => { status.textContent = model.words["map.locate_failed"]; setTimeout(() => { status.textContent = ""; }, 6000); };
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition((found) => {
      model.here = L.latLng(found.coords.latitude, found.coords.longitude);
      map.setView(model.here, Math.max(map.getZoom(), 15), { animate: !quiet.matches });
      layer.draw();
      if (model.patch.placing) tell({ place: [model.here.lat, model.here.lng] });
    }, failed, { timeout: 10000 });
  }

  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  function state() {
    return {
      ready: paintedAt > 0, areas: model.areas ? model.areas.key.length : 0,
      shown: { ...model.patch.shown }, token: applied, paintedAt,
    };
  }

  return { start, apply, state, _layer: () => layer, _map: () => map };
})();
