/** What a shop writes with Vue: a form with the element in it, as its template would be compiled. The same on the server and in the page. */
import { defineComponent, h, type Ref } from 'vue';

export type Field = Readonly<Record<string, unknown>>;

export const createForm = (field: Ref<Field>): ReturnType<typeof defineComponent> =>
  defineComponent(() => () => h('form', h('call-verification', field.value)));

/** Of every kind: texts, switches on and off, objects and functions. */
export const RENDERED: Field = {
  url: '/auth/call',
  class: 'field',
  lang: 'sk',
  phone: '+421901234567',
  required: true,
  disabled: false,
  'readonly-phone': '',
  headers: { 'X-CSRF-Token': 'of this session' },
  onVerified: () => undefined,
};
