// The progress bar of client navigation. Only visits that take long load this.

/**
 * Shows the bar.
 *
 * @param signal Aborts when the visit has ended, which removes the bar
 */
export function showProgress(signal: AbortSignal): void {
  // The page has arrived while this file was loading.
  if (signal.aborted) return
  const bar = document.createElement('div')
  bar.className = 'vial-progress'
  bar.style.cssText =
    'position:fixed;inset:0 0 auto;height:3px;z-index:9999;background:var(--vial-progress,currentColor);transform-origin:0'
  bar.ariaHidden = 'true'
  document.body.append(bar)
  if (!matchMedia('(prefers-reduced-motion:reduce)').matches)
    bar.animate({ transform: ['scaleX(0)', 'scaleX(.6)', 'none'] }, 9e3)
  signal.addEventListener('abort', () => bar.remove())
}
