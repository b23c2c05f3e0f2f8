// The floor of the browser: a bare Leaflet map with one canvas, every point a small rectangle.
"use strict";

window.bareCanvas = (() => {
  const project = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
  let map, pen, size, x, y;

  function start(lon, lat, centre) {
    map = L.map("map", { zoomControl: false, attributionControl: false }).setView(centre, 12);
    size = map.getSize();
    const canvas = L.DomUtil.create("canvas", "", map.getPanes().overlayPane);
    canvas.width = size.x;
    canvas.height = size.y;
    pen = canvas.getContext("2d");
    x = Float64Array.from(lon, (degrees) => (degrees + 180) / 360);
    y = Float64Array.from(lat, project);
  }

  // Milliseconds from the call to the second animation frame after everything was drawn.
  function redraw() {
    const begun = performance.now();
    const scale = 256 * 2 ** map.getZoom(), { min } = map.getPixelBounds();
    pen.clearRect(0, 0, size.x, size.y);
    pen.fillStyle = "#0072B2";
    for (let i = 0; i < x.length; i++) pen.fillRect(x[i] * scale - min.x - 2, y[i] * scale - min.y - 2, 4, 4);
    return new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
    });
  }

  return { start, redraw };
})();
