import express from 'express';
import { expect, inject, it } from 'vitest';

it('runs on the Express of its project', () => {
  // Express 4 has this function and Express 5 has not.
  expect('del' in express()).toBe(inject('expressMajor') === 4);
});
