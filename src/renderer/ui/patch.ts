const isSameShell = (left: Element, right: Element): boolean =>
  left.tagName === right.tagName &&
  left.attributes.length === right.attributes.length &&
  [...left.attributes].every(({ name, value }) => right.getAttribute(name) === value);

const patchNode = (current: Node, wanted: Node): void => {
  if (current.isEqualNode(wanted)) return;
  if (current instanceof Text && wanted instanceof Text) current.data = wanted.data;
  else if (current instanceof Element && wanted instanceof Element && isSameShell(current, wanted))
    patchChildren(current, wanted);
  else current.parentNode?.replaceChild(wanted, current);
};

/**
 * Makes the children of `target` those of `source`, and leaves the nodes alone that are right already: a selection, a
 * scrolled code block and a focused button survive what is added behind them.
 */
export const patchChildren = (target: Node, source: Node): void => {
  const wanted = [...source.childNodes];
  const current = [...target.childNodes];
  wanted.forEach((node, index) => {
    const old = current[index];
    if (old) patchNode(old, node);
    else target.appendChild(node);
  });
  for (const extra of current.slice(wanted.length)) target.removeChild(extra);
};
