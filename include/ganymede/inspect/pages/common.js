// What every page has: its data, elements, colours, the tooltip, the button for light and dark. Nothing here, nor in any page, makes markup
// from strings: text becomes text, elements are made one by one. (The page's policy would not run injected scripts or styles anyway.)
'use strict';

const ganymede = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);

  // el('button', {class: 'chip', on: {click: f}, css: {width: '3em'}}, 'text', child): attributes that are null, undefined or false are
  // left out; true is the empty string. Children are nodes, strings, numbers, or arrays of them.
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
      else if (name === 'css') for (const [property, v] of Object.entries(value)) node.style.setProperty(property, v);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : String(value));
    }
    node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined)
      .map((c) => (c instanceof Node ? c : String(c))));
    return node;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
  const replace = (node, ...children) => {
    node.replaceChildren();
    return fill(node, null, children);
  };

  // The same tables as inspect/color_scale.hpp.
  const points = (text) => text.split(' ').map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  const sequentialPoints = points('00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8c8878 9b9476 aba072 bcae6c cdbb63 ' +
    'dec958 f0d846 fee838');
  const divergingPoints = points('0072b2 5492c4 8ab3d4 bed3e4 f3f3f3 f0cfbf eaab8c e18656 d55e00');
  const seriesColors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6a00', '#56b4e9', '#444444'];
  function between(table, at) {
    const place = Math.min(Math.max(at, 0), 1) * (table.length - 1);
    const i = Math.min(Math.floor(place), table.length - 2);
    return table[i].map((a, k) => Math.round(a + (place - i) * (table[i + 1][k] - a)));
  }
  const rgb = (c) => `rgb(${c.join(',')})`;
  const sequential = (at) => rgb(between(sequentialPoints, at >= 0 ? at : 0));
  const diverging = (at) => rgb(between(divergingPoints, Number.isFinite(at) ? (at + 1) / 2 : 0.5));
  // Black or white, whichever is read better on a colour of the form 'rgb(r,g,b)'.
  function textOn(color) {
    const [r, g, b] = color.match(/\d+/g).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
  }

  // 0.1234 -> "12.3 %"; small shares keep a digit that says something.
  const percent = (share) => {
    if (!Number.isFinite(share)) return '–';
    const p = 100 * share;
    return (p === 0 || p >= 10 ? p.toFixed(p >= 99.95 || p === 0 ? 0 : 1) : p >= 0.1 ? p.toFixed(1) : p >= 0.001 ? p.toFixed(3) : '< 0.001') + ' %';
  };
  const number = (value, digits = 3) => (Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : '–');

  // A token as it can be seen: white space gets a faint sign; the text keeps its own direction and cannot turn its surroundings round.
  function token(text, attributes) {
    const node = el('bdi', {class: 'token-text', dir: 'auto', ...attributes});
    for (const part of String(text).split(/(\n|\t|^ +| +$)/u)) {
      if (part === '') continue;
      const sign = part === '\n' ? '⏎' : part === '\t' ? '⇥' : /^ +$/.test(part) ? '·'.repeat(part.length) : null;
      node.append(sign ? el('span', {class: 'space'}, sign) : part);
    }
    if (text === '') node.append(el('span', {class: 'space'}, '∅'));
    return node;
  }

  // tooltip(node, () => children): shown while the node is hovered or has the keyboard's focus; Escape hides it.
  const tip = el('div', {id: 'tooltip', role: 'tooltip', hidden: true});
  function place(target) {
    const r = target.getBoundingClientRect();
    const width = tip.offsetWidth, height = tip.offsetHeight, edge = 8;
    const x = Math.min(Math.max(r.left + r.width / 2 - width / 2, edge), Math.max(edge, document.documentElement.clientWidth - width - edge));
    const y = r.top - height - edge >= 0 ? r.top - height - edge : r.bottom + edge;
    tip.style.left = `${x}px`;
    tip.style.top = `${y}px`;
  }
  function showTip(target, children) {
    replace(tip, children);
    tip.hidden = false;
    place(target);
  }
  const hideTip = () => { tip.hidden = true; };
  function tooltip(target, children) {
    const show = () => showTip(target, children());
    for (const event of ['pointerenter', 'focus']) target.addEventListener(event, show);
    for (const event of ['pointerleave', 'blur']) target.addEventListener(event, hideTip);
    return target;
  }

  // A row of labels and form controls; select('Layer', ['0', '1'], 0, f) calls f with the index that was chosen.
  const controls = (...children) => el('div', {class: 'controls'}, ...children);
  let ids = 0;
  function select(label, options, chosen, changed) {
    const id = `select-${++ids}`;
    const box = el('select', {id, on: {change: () => changed(box.selectedIndex)}}, options.map((o) => el('option', null, o)));
    box.selectedIndex = chosen;
    return el('label', {for: id}, el('span', null, label), box);
  }

  // The colours of a scale with its ends named.
  const legend = (scale, low, high) => el('div', {class: 'legend'}, el('span', null, low),
    el('span', {class: 'legend-bar', css: {background: `linear-gradient(90deg, ${[...Array(17).keys()].map((i) => scale(i)).join(',')})`}}),
    el('span', null, high));
  const sequentialLegend = (low = '0', high = '1') => legend((i) => sequential(i / 16), low, high);
  const divergingLegend = (low, high) => legend((i) => diverging(i / 8 - 1), low, high);

  // Light or dark: as the system says, until the button is pressed.
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  };
  const button = el('button', {id: 'theme', type: 'button', on: {click: () => {
    document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
    label();
    document.dispatchEvent(new Event('themechange'));
  }}});
  const label = () => replace(button, dark() ? '☀︎ Light' : '☾ Dark');
  label();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', label);
  document.getElementById('head').prepend(button);
  document.body.append(tip);
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') hideTip(); });

  return {data, el, svg, replace, sequential, diverging, seriesColors, textOn, percent, number, token, tooltip, showTip, hideTip, controls,
    select, legend, sequentialLegend, divergingLegend, dark};
})();
