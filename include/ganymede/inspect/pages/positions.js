// Encodings of positions: what a layer adds, turns or biases, as colours, and what comes of it over distance, as curves.
'use strict';
(() => {
  const {data, el, svg, replace, number, sequential, diverging, seriesColors, sequentialLegend, divergingLegend} = ganymede;
  const dashes = ['', '7 4', '2 3', '9 3 2 3'];
  const root = document.getElementById('pictures');
  if (data.pictures.length > 1)
    root.append(el('nav', {class: 'jump', 'aria-label': 'Encodings'}, data.pictures.map((p) => el('a', {href: `#${p.kind}`}, p.title))));
  root.append(...data.pictures.map(card));

  function card(p) {
    return el('article', {class: 'card', id: p.kind}, el('h2', null, p.title), el('p', null, p.how),
      el('div', {class: 'picture-body'}, table(p), curves(p)));
  }

  function table(p) {
    const columns = p.columns.length, rows = p.rows.length;
    const canvas = el('canvas', {class: 'heat', width: columns, height: rows, tabindex: 0, role: 'img', 'aria-label':
      `${p.rows_are} down, ${p.columns_are} across; arrow keys read the values`});
    const pixels = canvas.getContext('2d');
    const image = pixels.createImageData(columns, rows);
    p.values.forEach((v, i) => {
      if (v === null) return;
      const color = (p.diverging ? diverging : sequential)(v / p.largest).match(/\d+/g).map(Number);
      image.data.set([...color, 255], 4 * i);
    });
    pixels.putImageData(image, 0, 0);
    const readout = el('p', {class: 'readout', 'aria-live': 'polite'});
    const cursor = el('div', {class: 'heat-cursor', hidden: true});
    let at = {row: 0, column: 0};
    const singular = {positions: 'position', pairs: 'pair', heads: 'head', 'numbers of the vector': 'number'};
    const named = (are, label) => (/^\d/.test(label) || label.startsWith('-') ? `${singular[are] || are} ${label}` : label);
    const idle = () => replace(readout, `${p.rows_are} down, ${p.columns_are} across. Point at a cell, or use the arrow keys.`);
    function read(row, column) {
      at = {row: Math.min(Math.max(row, 0), rows - 1), column: Math.min(Math.max(column, 0), columns - 1)};
      const value = p.values[at.row * columns + at.column];
      replace(readout, `${named(p.rows_are, p.rows[at.row])}, ${named(p.columns_are, p.columns[at.column])}: `,
        el('b', null, value === null ? 'none' : number(value, 4)), ` (${p.values_are})`);
      cursor.hidden = false;
      const set = (name, value, of) => cursor.style.setProperty(name, `${100 * value / of}%`);
      set('left', at.column, columns);
      set('top', at.row, rows);
      set('width', 1, columns);
      set('height', 1, rows);
    }
    canvas.addEventListener('pointermove', (e) => {
      const box = canvas.getBoundingClientRect();
      read(Math.floor((e.clientY - box.top) / box.height * rows), Math.floor((e.clientX - box.left) / box.width * columns));
    });
    canvas.addEventListener('pointerleave', () => { cursor.hidden = true; idle(); });
    canvas.addEventListener('blur', () => { cursor.hidden = true; idle(); });
    canvas.addEventListener('focus', () => { if (canvas.matches(':focus-visible')) read(at.row, at.column); });
    canvas.addEventListener('keydown', (e) => {
      const move = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
      if (!move) return;
      e.preventDefault();
      read(at.row + move[0], at.column + move[1]);
    });
    idle();
    const amount = number(p.largest, 3);
    return el('div', {class: 'table-part'},
      el('div', {class: 'axis-row'}, el('span', null, p.columns[0]), el('span', null, p.columns_are), el('span', null, p.columns[columns - 1])),
      el('div', {class: 'heat-frame'}, canvas, cursor), readout,
      p.diverging ? divergingLegend(`−${amount}`, amount) : sequentialLegend('0', amount));
  }

  // 1, 2 or 5 times a power of ten, four to ten of them between the ends.
  function ticks(low, high) {
    const power = 10 ** Math.floor(Math.log10((high - low) / 5));
    const step = [10, 5, 2, 1].map((f) => f * power).find((s) => (high - low) / s >= 4) || power;
    const out = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) out.push(Number((i * step).toPrecision(10)));
    return out;
  }

  function curves(p) {
    const shown = p.curves.map(() => true);
    const stage = svg('svg', {class: 'curves', role: 'img', 'aria-label': `${p.curve_value_is} over ${p.distance_is}`});
    const buttons = p.curves.map((c, i) => {
      const value = el('span', {class: 'value'});
      const button = el('button', {type: 'button', 'aria-pressed': 'true', on: {click: () => {
        shown[i] = !shown[i];
        button.setAttribute('aria-pressed', String(shown[i]));
        draw();
      }}}, svg('svg', {width: 26, height: 8, 'aria-hidden': 'true'},
        svg('line', {x1: 0, x2: 26, y1: 4, y2: 4, stroke: color(i), 'stroke-width': 2.5, 'stroke-dasharray': dashes[i % 4] || null})), c.name, value);
      return {button, value};
    });
    let width = 480, at = null;
    function color(i) { return seriesColors[i % seriesColors.length]; }
    function draw() {
      const height = Math.round(Math.min(Math.max(width * 0.7, 240), 360));
      const left = 52, right = width - 12, top = 12, bottom = height - 44;
      const all = p.curves.filter((_, i) => shown[i]);
      const spread = (values, flat) => (values.length ? [Math.min(...values), Math.max(...values)] : flat);
      let [x0, x1] = spread((all.length ? all : p.curves).flatMap((c) => c.x), [0, 1]);
      let [y0, y1] = spread((all.length ? all : p.curves).flatMap((c) => c.y), [0, 1]);
      if (x0 === x1) x1 = x0 + 1;
      if (y0 === y1) [y0, y1] = [y0 - 0.5, y1 + 0.5];
      [y0, y1] = [y0 - 0.04 * (y1 - y0), y1 + 0.04 * (y1 - y0)];
      const px = (x) => left + (x - x0) / (x1 - x0) * (right - left), py = (y) => bottom - (y - y0) / (y1 - y0) * (bottom - top);
      stage.setAttribute('viewBox', `0 0 ${width} ${height}`);
      stage.style.height = `${height}px`;
      const hair = at === null ? [] : [svg('line', {class: 'hair', x1: px(at), x2: px(at), y1: top, y2: bottom})];
      replace(stage,
        ticks(x0, x1).map((t) => [svg('line', {class: 'grid', x1: px(t), x2: px(t), y1: top, y2: bottom}),
          svg('text', {x: px(t), y: bottom + 17, 'text-anchor': 'middle'}, t)]),
        ticks(y0, y1).map((t) => [svg('line', {class: t === 0 ? 'zero' : 'grid', x1: left, x2: right, y1: py(t), y2: py(t)}),
          svg('text', {x: left - 7, y: py(t) + 4, 'text-anchor': 'end'}, t)]),
        svg('text', {x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle'}, p.distance_is), hair,
        p.curves.map((c, i) => (shown[i] ? svg('polyline', {points: c.x.map((x, k) => `${px(x).toFixed(1)},${py(c.y[k]).toFixed(1)}`).join(' '),
          stroke: color(i), 'stroke-dasharray': dashes[i % 4] || null}) : null)));
      stage.onpointermove = (e) => {
        const box = stage.getBoundingClientRect();
        read(x0 + ((e.clientX - box.left) * width / box.width - left) / (right - left) * (x1 - x0), x0, x1);
      };
    }
    function read(x, x0, x1) {
      at = Math.round(Math.min(Math.max(x, x0), x1));
      p.curves.forEach((c, i) => {
        const k = c.x.indexOf(at);
        replace(buttons[i].value, k < 0 ? '' : number(c.y[k], 3));
      });
      replace(note, `${p.distance_is}: ${at}`);
      draw();
    }
    const leave = () => {
      at = null;
      buttons.forEach((b) => replace(b.value));
      replace(note, `${p.curve_value_is} over ${p.distance_is}`);
      draw();
    };
    const note = el('p', {class: 'note curve-note'});
    stage.addEventListener('pointerleave', leave);
    new ResizeObserver(() => {
      width = Math.max(240, stage.clientWidth);
      draw();
    }).observe(stage);
    leave();
    return el('div', {class: 'curve-part'}, el('p', null, p.over_distance), note, stage, el('div', {class: 'curve-list'}, buttons.map((b) => b.button)));
  }
})();
