// The languages of the reading room.

export const languages = ['en', 'de', 'ar'] as const
export type Language = (typeof languages)[number]

/** What a language is called by those who speak it, and where its lines begin. */
export const languageDetails: Readonly<Record<Language, { name: string; dir: 'ltr' | 'rtl' }>> = {
  en: { name: 'English', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl' },
}
