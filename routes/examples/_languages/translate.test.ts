// The messages of the reading room in all languages.
import { describe, expect, it } from 'vitest'
import { type Language, languages } from './languages.ts'
import { en } from './messages.en.ts'
import { createTranslate } from './translate.ts'

describe('createTranslate()', () => {
  it.each<[Language, number[], string[]]>([
    ['en', [0, 1, 2], ['No books are on loan', '1 book is on loan', '2 books are on loan']],
    ['de', [0, 1, 2], ['Kein Buch ist ausgeliehen', '1 Buch ist ausgeliehen', '2 Bücher sind ausgeliehen']],
    [
      'ar',
      [0, 1, 2, 3, 11, 100],
      ['لا كتب معارة', 'كتاب واحد معار', 'كتابان معاران', '٣ كتب معارة', '١١ كتابًا معارًا', '١٠٠ كتاب معار'],
    ],
  ])('chooses the plural forms of %s', (language, counts, texts) => {
    const translate = createTranslate(language)

    // Whether Arabic numbers have Arabic digits depends on the version of Node.
    const digits = new Intl.NumberFormat(language).format(3)
    const expected = digits === '3' ? texts.map(toLatinDigits) : texts
    expect(counts.map((count) => translate('loans', { count }))).toEqual(expected)
  })

  it.each<[Language, RegExp]>([
    ['en', /^Friday, April 23, 2027$/],
    ['de', /^Freitag, 23\. April 2027$/],
    ['ar', /الجمعة.*أبريل.*(2027|٢٠٢٧)/],
  ])('writes dates as in %s, in UTC', (language, expected) => {
    expect(createTranslate(language)('when', { day: new Date('2027-04-23') })).toMatch(expected)
  })

  it.each(languages)('has every message of %s', (language) => {
    const translate = createTranslate(language)
    const values = { count: 5, seats: 5, day: new Date(0) }

    const texts = Object.keys(en).map((key) => translate(key as keyof typeof en, values))
    expect(texts.filter((text) => text.trim() === '' || /[{}]/.test(text))).toEqual([])
    if (language !== 'en') expect(texts.filter((text) => Object.values(en).includes(text))).toEqual([])
  })
})

function toLatinDigits(text: string): string {
  return text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
}
