// The themes (light, dark, system), and the cookie that stores the visitor's choice.
import type { Context } from 'vial'
import { isShared } from '../_site/shared-pages.ts'

export const themes = ['light', 'dark', 'system'] as const

export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'

/**
 * Reads the visitor's theme (default: system).
 *
 * Returns `system` on pages that are the same for all visitors. There, the switch fetches the choice in the browser.
 */
export function readTheme(ctx: Pick<Context, 'cookies' | 'route'>): Theme {
  if (isShared(ctx.route)) return 'system'
  const value = ctx.cookies.get(themeCookie)
  return themes.find((theme) => theme === value) ?? 'system'
}
