// View transitions for client navigation.

/** Runs an update as a view transition, if the browser supports that and the visitor does not prefer reduced motion. */
export async function runViewTransition(update: () => void): Promise<void> {
  const isCalm = matchMedia('(prefers-reduced-motion:reduce)').matches
  if (isCalm || !('startViewTransition' in document)) return update()
  const { ready, updateCallbackDone } = document.startViewTransition(update)
  // Browsers may skip the transition, such as in a hidden window.
  ready.catch(() => {})
  await updateCallbackDone
}
