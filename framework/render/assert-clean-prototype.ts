// A polluted Object.prototype would be in the attributes of every element: nothing is rendered then.

/**
 * Throws when something enumerable has been added to what all objects inherit from.
 *
 * The renderer writes what `for…in` finds in props, so a property called `onclick` or `dangerouslySetInnerHTML` there
 * would be on every element of every page.
 *
 * @throws Error that names the property
 */
export function assertCleanPrototype(): void {
  for (const name in {}) {
    throw new Error(
      `Object.prototype has the property ${JSON.stringify(name)}, so nothing can be rendered safely. Find what sets it, often a function that merges data of visitors into objects, and start the server again.`,
    )
  }
}
