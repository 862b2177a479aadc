// The themes (light, dark, system), and the cookie that stores the visitor's choice.
import type { Context } from 'vial'

export const themes = ['light', 'dark', 'system'] as const

export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'

/** Reads the visitor's theme (default: system). */
export function readTheme(ctx: Pick<Context, 'cookies'>): Theme {
  const value = ctx.cookies.get(themeCookie)
  return themes.find((theme) => theme === value) ?? 'system'
}

/** Returns the value of `color-scheme`: of a theme, browsers only have to know the colours. */
export function toColorScheme(theme: Theme): string {
  return theme === 'system' ? 'light dark' : theme
}
