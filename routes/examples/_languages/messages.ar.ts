// The messages in Arabic, which has six forms of the plural.
import type { Messages } from './messages.en.ts'

export const ar: Messages = {
  title: 'قاعة المطالعة',
  description: 'مكتبة صغيرة بثلاث لغات.',
  intro: 'تفضل بالدخول، خذ كتابًا وابق ما شئت.',
  loansTitle: 'الكتب المعارة',
  loans:
    '{count, plural, zero {لا كتب معارة} one {كتاب واحد معار} two {كتابان معاران} few {# كتب معارة} many {# كتابًا معارًا} other {# كتاب معار}}',
  events: 'الفعاليات',
  eventsDescription: 'ما يحدث في قاعة المطالعة.',
  children: 'أطفال يقرؤون بصوت عالٍ',
  poems: 'أمسية شعرية',
  when: '{day, date, ::yMMMMEEEEd}',
  seats:
    '{seats, plural, zero {نفدت المقاعد} one {بقي مقعد واحد} two {بقي مقعدان} few {بقيت # مقاعد} many {بقي # مقعدًا} other {بقي # مقعد}}',
  back: 'العودة إلى قاعة المطالعة',
  languages: 'اللغات',
}
