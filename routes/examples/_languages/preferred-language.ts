// The language for a visitor whose URL names none: the one that they chose before, or else one that the browser prefers.
import Negotiator from 'negotiator'
import * as v from 'valibot'
import type { Context } from 'vial'
import { type Language, languages } from './languages.ts'

export const languageCookie = 'language'
const LanguageSchema = v.picklist(languages)

export function findPreferredLanguage({ cookies, request }: Pick<Context, 'cookies' | 'request'>): Language {
  const chosen = v.safeParse(LanguageSchema, cookies.get(languageCookie))
  if (chosen.success) return chosen.output
  const header = request.headers.get('accept-language') ?? ''
  const found = new Negotiator({ headers: { 'accept-language': header } }).language([...languages])
  return v.is(LanguageSchema, found) ? found : 'en'
}
