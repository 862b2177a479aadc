// Elements of the script for navigation itself, which stay when pages change.

/**
 * Adds an element over the page.
 *
 * @param name Of its class, after `vial-`
 */
export function addOverlay(name: string, style: string): HTMLElement {
  const element = document.createElement('div')
  element.className = `vial-${name}`
  element.style.cssText = `position:fixed;${style}`
  document.body.append(element)
  return element
}

/** Tells whether a node is such an element. */
export function isOverlay(node: Node): boolean {
  return /^vial-/.test((node as Element).className)
}
