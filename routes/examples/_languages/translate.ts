// Formats the messages of a language: plural forms, numbers and dates.
import { type Formatters, IntlMessageFormat } from 'intl-messageformat'
import type { Language } from './languages.ts'
import { ar } from './messages.ar.ts'
import { de } from './messages.de.ts'
import { type Messages, en } from './messages.en.ts'

type Values = Record<string, string | number | Date>
export type Translate = (key: keyof Messages, values?: Values) => string

const catalogues: Readonly<Record<Language, Messages>> = { en, de, ar }
const formats = new Map<string, IntlMessageFormat>()

/** Creates the function that formats messages in a language. Dates are in UTC. */
export function createTranslate(language: Language): Translate {
  return (key, values) => String(findFormat(language, key).format(values))
}

/** A message is parsed once, because that takes longer than formatting it. */
function findFormat(language: Language, key: keyof Messages): IntlMessageFormat {
  const id = `${language} ${key}`
  let format = formats.get(id)
  if (!format) {
    format = new IntlMessageFormat(catalogues[language][key], language, undefined, { formatters })
    formats.set(id, format)
  }
  return format
}

/** The server's time zone is not the one of the dates. */
const formatters: Formatters = {
  getNumberFormat: (locales, options) => new Intl.NumberFormat(locales, options),
  getDateTimeFormat: (locales, options) => new Intl.DateTimeFormat(locales, { ...options, timeZone: 'UTC' }),
  getPluralRules: (locales, options) => new Intl.PluralRules(locales, options),
}
