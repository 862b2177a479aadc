// Light, dark, or as the visitor's system is: what the choice may be, and the cookie that keeps it.
import type { CookieJar } from 'vial'

export const themes = ['light', 'dark', 'system'] as const

export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'

/** Reads the choice of a visitor (default: system). */
export function readTheme(cookies: Pick<CookieJar, 'get'>): Theme {
  const value = cookies.get(themeCookie)
  return themes.find((theme) => theme === value) ?? 'system'
}
