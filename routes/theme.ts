// Keeps the visitor's choice of colours in a cookie, and leads back to the page.
import * as v from 'valibot'
import { type Context, redirect } from 'vial'
import { readTheme, themeCookie, themes } from './_theme/theme.ts'

const ThemeSchema = v.object({
  theme: v.picklist(themes, 'Choose light, dark or system.'),
  // redirect() refuses what leads to another site.
  page: v.optional(v.string('Name one page.'), '/'),
})

/** Tells the script of a page that is the same for everybody what its visitor has chosen. */
export function GET(ctx: Context<'/theme'>) {
  return { theme: readTheme(ctx) }
}

export async function POST(ctx: Context<'/theme'>) {
  const form = await ctx.form(ThemeSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { theme, page } = form.data
  if (theme === 'system') ctx.cookies.delete(themeCookie)
  else ctx.cookies.set(themeCookie, theme, { maxAge: 365 * 24 * 60 * 60 })
  // Pages that were fetched ahead have the colours of before.
  ctx.headers.set('clear-site-data', '"prefetchCache"')
  return redirect(page)
}
