// The messages in German.
import type { Messages } from './messages.en.ts'

export const de: Messages = {
  title: 'Der Lesesaal',
  description: 'Eine kleine Bibliothek in drei Sprachen.',
  intro: 'Kommen Sie herein, nehmen Sie ein Buch und bleiben Sie, solange Sie mögen.',
  loansTitle: 'Ausgeliehen',
  loans:
    '{count, plural, =0 {Kein Buch ist ausgeliehen} one {# Buch ist ausgeliehen} other {# Bücher sind ausgeliehen}}',
  events: 'Veranstaltungen',
  eventsDescription: 'Was im Lesesaal geschieht.',
  children: 'Kinder lesen vor',
  poems: 'Ein Abend mit Gedichten',
  when: '{day, date, ::yMMMMEEEEd}',
  seats: '{seats, plural, =0 {Ausgebucht} one {# Platz frei} other {# Plätze frei}}',
  back: 'Zurück zum Lesesaal',
  languages: 'Sprachen',
}
