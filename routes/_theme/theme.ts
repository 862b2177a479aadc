// Light, dark, or as the visitor's system is: what the choice may be, and the cookie that keeps it.
import type { Context } from 'vial'
import { isShared } from '../_site/shared-pages.ts'

export const themes = ['light', 'dark', 'system'] as const

export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'

/**
 * Reads the choice of a visitor (default: system).
 *
 * Not for a page that everybody gets: there the switch asks for it, in the browser.
 */
export function readTheme(ctx: Pick<Context, 'cookies' | 'route'>): Theme {
  if (isShared(ctx.route)) return 'system'
  const value = ctx.cookies.get(themeCookie)
  return themes.find((theme) => theme === value) ?? 'system'
}
