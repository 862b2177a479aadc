// View transitions between the pages that the script for navigation swaps.

/** Lets one page become the other gradually, where the browser can and the visitor has not asked for less motion. */
export async function blendPages(update: () => void): Promise<void> {
  const isCalm = matchMedia('(prefers-reduced-motion:reduce)').matches
  if (isCalm || !('startViewTransition' in document)) return update()
  const { ready, updateCallbackDone } = document.startViewTransition(update)
  // It may be skipped, in a window that nobody sees for example.
  ready.catch(() => {})
  await updateCallbackDone
}
