"""What is wrong with a page for those who read it on a phone, by ear or without a mouse, as far as a program sees."""

from __future__ import annotations

# Contrast after WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 from 24 px on, or from 18.66 px on if it is bold.
# Sizes of what is touched after 2.5.8: 24 px each way, words within a sentence excepted.
FAULTS = """
() => {
  const found = [];
  const all = (what) => [...document.querySelectorAll(what)];
  const shown = (one) => one.checkVisibility({checkVisibilityCSS: true});
  const called = (one) => one.tagName.toLowerCase() + '#' + (one.id || one.name || one.textContent.trim().slice(0, 40));
  if (!['id', 'en'].includes(document.documentElement.lang)) found.push('no language');
  if (!document.title.trim()) found.push('no title');
  if (all('h1').length !== 1) found.push(all('h1').length + ' h1');
  for (const mark of ['main', 'body > header', 'body > footer'])
    if (all(mark).length !== 1) found.push(all(mark).length + ' ' + mark);
  let level = 0;
  for (const one of all('h1,h2,h3,h4').filter(shown)) {
    const next = Number(one.tagName[1]);
    if (next > level + 1) found.push('heading ' + called(one) + ' comes after level ' + level);
    level = next;
  }
  const ids = all('[id]').map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) found.push('id twice: ' + id);
  for (const one of all('[aria-describedby]'))
    for (const id of one.getAttribute('aria-describedby').trim().split(/\\s+/))
      if (!document.getElementById(id)) found.push(called(one) + ' speaks of ' + id + ', which is not there');
  for (const one of all('input:not([type=hidden]),select,textarea'))
    if (!one.labels.length) found.push('no label: ' + called(one));
  for (const one of all('a,button,summary'))
    if (!one.textContent.trim()) found.push('no words: ' + one.outerHTML.slice(0, 80));
  for (const one of all('svg')) if (!one.querySelector('title')) found.push('a picture without words');
  for (const one of all('table'))
    if (!one.caption || one.querySelector('th:not([scope])')) found.push('a table without caption or scope');
  for (const one of all('a[href^="#"]'))
    if (!document.getElementById(one.getAttribute('href').slice(1))) found.push('leads nowhere: ' + called(one));
  const wide = document.scrollingElement.scrollWidth;
  if (wide > window.innerWidth + 1 || wide > screen.width + 1) found.push('wider than the screen: ' + wide);
  for (const one of all('a,button,input:not([type=hidden]),select,textarea,summary').filter(shown)) {
    const touched = one.type === 'radio' && one.labels.length === 1 ? one.labels[0] : one;
    const box = touched.getBoundingClientRect();
    const inline = one.tagName === 'A' && getComputedStyle(one).display === 'inline';
    if (!inline && (box.width < 24 || box.height < 24) && !one.closest('.skip'))
      found.push('too small to touch: ' + called(one) + ' ' + box.width + ' x ' + box.height);
  }
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)' && (parts(colour)[3] ?? 1) > 0.99) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !shown(one) || one.closest('.unseen,.skip,svg')) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(style.color), light(ground(one))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < least)
      found.push('hard to read: ' + called(one) + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return found;
}
"""
