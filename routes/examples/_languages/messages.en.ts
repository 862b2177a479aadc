// The messages in English, in ICU MessageFormat. The other languages must have the same keys.

export const en = {
  title: 'The reading room',
  description: 'A small library in three languages.',
  intro: 'Come in, take a book and stay as long as you like.',
  loansTitle: 'On loan',
  loans: '{count, plural, =0 {No books are on loan} one {# book is on loan} other {# books are on loan}}',
  events: 'Events',
  eventsDescription: 'What happens in the reading room.',
  children: 'Children read aloud',
  poems: 'An evening of poems',
  when: '{day, date, ::yMMMMEEEEd}',
  seats: '{seats, plural, =0 {Sold out} one {# seat left} other {# seats left}}',
  back: 'Back to the reading room',
  languages: 'Languages',
}

export type Messages = Readonly<Record<keyof typeof en, string>>
