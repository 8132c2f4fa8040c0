// Words in three dimensions. The picture is a projection; every cosine and angle beside it was computed from the whole vectors.
'use strict';
(() => {
  const {data, el, svg, replace, token, percent} = ganymede;
  const places = data.spaces.map(makeSpace);
  const root = document.getElementById('spaces');
  root.classList.toggle('pair', places.length > 1);
  root.append(...places.map((p) => p.card));
  // In all spaces the same word is chosen.
  function choose(word) {
    for (const place of places) place.choose(word);
  }
  choose(data.spaces[0].words[0].word);

  function makeSpace(space) {
    const extent = Math.max(1e-9, ...space.words.flatMap((w) => (space.with_neighbours ? [w.at, ...w.near.map((n) => n.at)] : [w.at])).map((at) => Math.hypot(...at)));
    const unit = (at) => at.map((c) => c / extent);
    const start = {yaw: -0.6, pitch: 0.35, zoom: 1};
    let view = {...start}, width = 640, height = 480, chosen = -1, near = [];

    // ---- the stage
    const axes = svg('g', {'aria-hidden': 'true'}), nearLayer = svg('g', {class: 'near', 'aria-hidden': 'true'}), wordLayer = svg('g');
    const stage = svg('svg', {class: 'stage', tabindex: 0, role: 'group', 'aria-label':
      `${space.words.length} words in three dimensions. Arrow keys turn the picture, plus and minus come nearer and go back, Home begins anew.`},
      axes, nearLayer, wordLayer);
    const axisLines = [0, 1, 2].map((k) => {
      const ends = [0, 0, 0];
      ends[k] = 1;
      const line = svg('line', {class: 'axis'}), name = svg('text', {class: 'axis-name'}, `${k + 1}: ${percent(space.shares[k])}`);
      axes.append(line, name);
      return {ends, line, name, shown: space.shares[k] > 0};
    });
    const words = space.words.map((w, i) => {
      const dot = w.sum ? svg('rect', {class: 'dot', x: -5, y: -5, width: 10, height: 10, transform: 'rotate(45)'})
        : svg('circle', {class: 'dot', r: 5});
      const label = svg('text', null, visible(w.word));
      const group = svg('g', {class: w.sum ? 'word sum' : 'word', on: {
        pointerenter: () => { if (!turning) choose(w.word); }, click: () => choose(w.word)}},
      svg('circle', {class: 'halo', r: 14}), svg('g', {class: 'mark'}, dot), label);
      wordLayer.append(group);
      return {index: i, at: unit(w.at), group, mark: group.querySelector('.mark'), label, labelWidth: 0};
    });

    const middle = () => [width / 2, height / 2, Math.min(width * 0.46, height * 0.52) * view.zoom];
    function project([x, y, z]) {
      const cy = Math.cos(view.yaw), sy = Math.sin(view.yaw), cp = Math.cos(view.pitch), sp = Math.sin(view.pitch);
      const x1 = x * cy + z * sy, z1 = -x * sy + z * cy, y2 = y * cp - z1 * sp, z2 = y * sp + z1 * cp;
      const nearness = 3.4 / (3.4 - z2);
      const [cx, cY, r] = middle();
      return {x: cx + r * x1 * nearness, y: cY - r * y2 * nearness, depth: z2, nearness};
    }

    function draw() {
      const origin = [0, 0, 0];
      for (const a of axisLines) {
        const from = project(origin.map((_, k) => -a.ends[k])), to = project(a.ends);
        for (const [name, value] of [['x1', from.x], ['y1', from.y], ['x2', to.x], ['y2', to.y]]) a.line.setAttribute(name, value.toFixed(1));
        a.box = {x: Math.max(2, Math.min(to.x + 4, width - 66)), y: Math.max(2, Math.min(to.y - 16, height - 18)), w: 62, h: 14};
        a.name.setAttribute('x', a.box.x.toFixed(1));
        a.name.setAttribute('y', (a.box.y + 12).toFixed(1));
        a.name.style.display = a.shown ? '' : 'none';
      }
      for (const w of words) w.now = project(w.at);
      const order = [...words].sort((a, b) => a.now.depth - b.now.depth);
      if (order.some((w, i) => wordLayer.children[i] !== w.group)) wordLayer.append(...order.map((w) => w.group));
      // Labels stand where they cover no other, the chosen word's first, then the nearer ones; those without room are left out.
      const taken = words.map((w) => ({x: w.now.x - 6, y: w.now.y - 6, w: 12, h: 12, of: w}))
        .concat(axisLines.filter((a) => a.shown).map((a) => ({...a.box, of: a})));
      const free = (box, of) => taken.every((t) => t.of === of || box.x + box.w < t.x || t.x + t.w < box.x || box.y + box.h < t.y || t.y + t.h < box.y);
      for (const w of [...order].reverse().sort((a, b) => (b.index === chosen) - (a.index === chosen))) {
        const {x, y, nearness} = w.now;
        w.group.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
        w.mark.setAttribute('transform', `scale(${(0.55 + 0.45 * nearness).toFixed(3)})`);
        w.group.style.opacity = w.index === chosen ? 1 : Math.min(1, 0.55 + 0.4 * (w.now.depth + 1) / 2 + 0.1).toFixed(2);
        w.labelWidth = w.labelWidth || w.label.getComputedTextLength() + 4;
        const spots = [[10, 4.5], [-10 - w.labelWidth, 4.5], [-w.labelWidth / 2, -11], [-w.labelWidth / 2, 20]]
          .map(([dx, dy]) => ({dx, dy, box: {x: x + dx, y: y + dy - 12, w: w.labelWidth, h: 15}}))
          .filter((s) => s.box.x > 0 && s.box.x + s.box.w < width);
        const spot = spots.find((s) => free(s.box, w)) || (w.index === chosen ? spots[0] || {dx: -x + 4, dy: -11} : null);
        w.label.style.visibility = spot ? 'visible' : 'hidden';
        if (!spot) continue;
        w.label.setAttribute('x', spot.dx.toFixed(1));
        w.label.setAttribute('y', spot.dy);
        if (spot.box) taken.push({...spot.box, of: null});
      }
      if (chosen < 0) return;
      const from = words[chosen].now;
      for (const n of near) {
        const to = project(n.at);
        for (const [name, value] of [['x1', from.x], ['y1', from.y], ['x2', to.x], ['y2', to.y]]) n.line.setAttribute(name, value.toFixed(1));
        n.dot.setAttribute('cx', to.x.toFixed(1));
        n.dot.setAttribute('cy', to.y.toFixed(1));
        n.labelWidth = n.labelWidth || n.label.getComputedTextLength() + 4;
        const box = {x: to.x + 7 + n.labelWidth < width ? to.x + 7 : to.x - 7 - n.labelWidth, y: to.y - 8, w: n.labelWidth, h: 14};
        const room = !n.drawn && free(box, n);
        n.label.style.visibility = room ? 'visible' : 'hidden';
        if (!room) continue;
        n.label.setAttribute('x', box.x.toFixed(1));
        n.label.setAttribute('y', (to.y + 4).toFixed(1));
        taken.push({...box, of: n});
      }
    }

    // ---- turning it
    let turning = false, last = null;
    function turn(yaw, pitch) {
      view.yaw += yaw;
      view.pitch = Math.min(Math.max(view.pitch + pitch, -Math.PI / 2), Math.PI / 2);
      draw();
    }
    stage.addEventListener('pointerdown', (e) => {
      if (e.button !== 0) return;
      last = {x: e.clientX, y: e.clientY, travelled: 0};
    });
    stage.addEventListener('pointermove', (e) => {
      if (!last) return;
      const dx = e.clientX - last.x, dy = e.clientY - last.y;
      last = {x: e.clientX, y: e.clientY, travelled: last.travelled + Math.hypot(dx, dy)};
      if (last.travelled > 3 && !turning) {
        turning = true;
        stage.setPointerCapture(e.pointerId);
        stage.classList.add('turning');
      }
      if (turning) turn(dx * 0.008, dy * 0.008);
    });
    const stop = () => {
      last = null;
      turning = false;
      stage.classList.remove('turning');
    };
    for (const event of ['pointerup', 'pointercancel']) stage.addEventListener(event, stop);
    stage.addEventListener('keydown', (e) => {
      const step = 0.12;
      const act = {ArrowLeft: () => turn(-step, 0), ArrowRight: () => turn(step, 0), ArrowUp: () => turn(0, -step), ArrowDown: () => turn(0, step),
        '+': () => zoom(1.15), '=': () => zoom(1.15), '-': () => zoom(1 / 1.15), Home: again}[e.key];
      if (!act || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      act();
    });
    function zoom(factor) {
      view.zoom = Math.min(Math.max(view.zoom * factor, 0.4), 6);
      draw();
    }
    function again() {
      view = {...start};
      draw();
    }

    // ---- what is near
    const panel = el('section', {class: 'panel', 'aria-live': 'polite'});
    const chips = space.words.map((w) => el('button', {type: 'button', class: w.sum ? 'sum' : null, 'aria-pressed': 'false',
      on: {click: () => choose(w.word)}}, el('bdi', null, w.word)));
    const degrees = (cosine) => `${(Math.acos(Math.min(1, Math.max(-1, cosine))) * 180 / Math.PI).toFixed(1)}°`;
    const row = (word, cosine) => el('tr', null,
      el('td', null, token(word), el('span', {class: 'bar', css: {width: `${Math.max(0, cosine) * 100}%`}})),
      el('td', {class: 'value'}, cosine.toFixed(3)), el('td', {class: 'value'}, degrees(cosine)));
    const table = (head, rows) => el('div', {class: 'scroll near-scroll', tabindex: rows.length > 10 ? 0 : null}, el('table', null,
      el('thead', null, el('tr', null, el('th', null, head), el('th', {class: 'value'}, 'cosine'), el('th', {class: 'value'}, 'angle'))),
      el('tbody', null, rows)));

    const howMade = (w) => (w.tokens.length === 0 ? w.note
      : [w.tokens.length === 1 ? 'one token: ' : `mean of ${w.tokens.length} tokens: `, w.tokens.map((t, i) => [i ? ', ' : '', token(t)])]);
    function show(i) {
      chosen = i;
      const w = space.words[i];
      words.forEach((p) => p.group.classList.toggle('chosen', p.index === i));
      chips.forEach((c, k) => c.setAttribute('aria-pressed', String(k === i)));
      near = w.near.map((n) => {
        const drawn = space.words.some((o) => Math.hypot(...o.at.map((c, k) => c - n.at[k])) < 1e-4);  // it has a label as a word
        return {drawn, at: unit(n.at), line: svg('line'), dot: svg('circle', {r: 3}), label: svg('text', null, visible(n.word))};
      });
      replace(nearLayer, near.map((n) => [n.line, n.dot, n.label]));
      const others = space.words.map((o, k) => [o.word, w.cosines[k], k]).filter(([, , k]) => k !== i).sort((a, b) => b[1] - a[1]);
      const open = panel.querySelector('details') ? panel.querySelector('details').open : false;
      replace(panel, el('h3', null, el('bdi', null, w.word)), el('p', {class: 'note'}, howMade(w)),
        w.near.length ? table(w.sum ? 'nearest to the sum' : 'nearest', w.near.map((n) => row(n.word, n.cosine)))
          : el('p', null, 'Its vector is zero: it points nowhere, so nothing is near.'),
        others.length ? el('details', {open}, el('summary', null, 'and the words of this picture'), table('word', others.map(([word, c]) => row(word, c)))) : null);
      draw();
    }

    const held = space.shares.reduce((a, b) => a + b, 0);
    const parts = space.shares.filter((s) => s > 0).map(percent);
    const card = el('article', {class: 'card'},
      el('h2', null, el('bdi', null, space.name)),
      el('p', {class: 'note'}, `${space.size.toLocaleString('en')} ${space.entries}, ${space.dimensions} numbers each. ${space.how}`),
      el('p', {class: 'note variance'}, `The three directions drawn hold ${percent(held)} of the variance of `
        + `${space.with_neighbours ? 'these words and their neighbours' : 'these words'}${parts.length > 1 ? ` (${parts.join(' + ')})` : ''}. `
        + 'Each is drawn at length 1, as the cosine compares them.'
        + (held < 0.995 ? ' Two words may seem close here and be far apart in the others: trust the table, which uses all numbers.' : '')),
      space.absent.length ? el('p', {class: 'note absent'}, 'Not in this table: ', space.absent.map((w, i) => [i ? ', ' : '', el('bdi', null, w)])) : null,
      el('div', {class: 'space-body'},
        el('div', {class: 'stage-frame'}, stage,
          el('div', {class: 'stage-hint'}, el('span', null, 'Drag, or focus the picture and use ← → ↑ ↓ + −'),
            el('button', {type: 'button', class: 'again', on: {click: again}}, 'Start view')),
          el('div', {class: 'chips', role: 'group', 'aria-label': 'Words'}, chips)),
        panel));

    new ResizeObserver(() => {
      width = Math.max(240, stage.clientWidth);
      height = Math.round(Math.min(Math.max(width * 0.78, 300), 560));
      stage.setAttribute('viewBox', `0 0 ${width} ${height}`);
      stage.style.height = `${height}px`;
      draw();
    }).observe(stage);

    return {card, choose: (word) => {
      const i = space.words.findIndex((w) => w.word === word);
      if (i >= 0 && i !== chosen) show(i);
      else if (chosen < 0) show(0);
    }};
  }

  // White space at a word's beginning can be seen: most vocabularies tell " king" from "king".
  function visible(word) {
    return word.replace(/^ +/, (spaces) => '·'.repeat(spaces.length)).replace(/\n/g, '⏎').replace(/\t/g, '⇥');
  }
})();
