// A progress bar at the top of the window, for slow pages.
import { addOverlay } from './add-overlay.ts'

/** Shows the bar after 300 ms. Call the returned function when the page has arrived. */
export function showProgress(): () => void {
  let bar: HTMLElement | undefined
  const timer = setTimeout(() => {
    bar = addOverlay(
      'progress',
      'inset:0 0 auto;height:3px;z-index:9999;background:var(--vial-progress,currentColor);transform-origin:0',
    )
    bar.ariaHidden = 'true'
    if (!matchMedia('(prefers-reduced-motion:reduce)').matches)
      bar.animate({ transform: ['scaleX(0)', 'scaleX(.6)', 'none'] }, 9e3)
  }, 300)
  return () => {
    clearTimeout(timer)
    bar?.remove()
  }
}
