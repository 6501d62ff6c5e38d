import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml, textOf, XmlError } from './xml.ts';

describe('the XML reader', () => {
  it('reads elements, attributes, text, entities, comments and CDATA', () => {
    const root = parseXml(
      '\uFEFF<?xml version="1.0"?><!-- c --><a x="1 &lt; 2" y=\'"\'>A &amp; B<!-- c --> &#x20AC;&#33;<b/><![CDATA[<raw>]]></a>\n',
    );
    expect(root.name).toBe('a');
    expect([...root.attributes]).toEqual([
      ['x', '1 < 2'],
      ['y', '"'],
    ]);
    expect(textOf(root)).toBe('A & B €!<raw>');
    expect(root.children.filter((child) => typeof child !== 'string')).toHaveLength(1);
  });

  it('gives back any text that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const clean = text.replaceAll(/[^\P{Cc}\t\n]/gu, '').replaceAll(/\p{Cs}/gu, '');
        const escaped = clean.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
        const root = parseXml(`<a t="${escaped}">${escaped}</a>`);
        expect(textOf(root)).toBe(clean);
        expect(root.attributes.get('t')).toBe(clean);
      }),
    );
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a>&nbsp;</a>',
    '<a>A & B</a>',
    '<a>&#0;</a>',
    '<a x=1/>',
    '<a x="1" x="2"/>',
    '<a x="<"/>',
    '<p:a/>',
    '<a p:x="1"/>',
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<a><!ELEMENT b></a>',
    '<a x="1"y="2"/>',
    '<a>'.repeat(100) + '</a>'.repeat(100),
  ])('refuses %j', (source) => {
    expect(() => parseXml(source)).toThrow(XmlError);
  });
});
