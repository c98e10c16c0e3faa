/** Routes of the app's own: they know the person by the number that was verified. */
import { Body, Controller, Delete, Get, HttpCode, Put, UseGuards } from '@nestjs/common';
import { IsString, Length } from 'class-validator';
import type { PhoneTokenClaims } from 'express-call-verification';
import { VerifiedPhone, verifiedPhoneGuard } from './call-verification/verified-phone.guard.js';

class Address {
  @IsString()
  @Length(3, 200)
  readonly street!: string;
}

@Controller('account')
export class AccountController {
  readonly #addresses = new Map<string, Address>();

  @Get()
  @UseGuards(verifiedPhoneGuard())
  read(@VerifiedPhone() { phone_number: phone }: PhoneTokenClaims): object {
    return { phone, street: this.#addresses.get(phone)?.street };
  }

  @Put('address')
  @HttpCode(204)
  @UseGuards(verifiedPhoneGuard())
  move(@Body() address: Address, @VerifiedPhone() { phone_number: phone }: PhoneTokenClaims): void {
    this.#addresses.set(phone, address);
  }

  /** A token of the sign-in is not enough: the person proves the number once more, for this. */
  @Delete()
  @HttpCode(204)
  @UseGuards(verifiedPhoneGuard({ purpose: 'close-account' }))
  close(@VerifiedPhone() { phone_number: phone }: PhoneTokenClaims): void {
    this.#addresses.delete(phone);
  }
}
