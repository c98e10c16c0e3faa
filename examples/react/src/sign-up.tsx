import { CallVerification } from 'express-call-verification/react';
import { useState } from 'react';

export function SignUp() {
  const [phone, setPhone] = useState<string>();

  if (phone !== undefined) return <p>Welcome, {phone}!</p>;
  return (
    <CallVerification
      url="/auth/call"
      onVerified={({ detail }) => {
        // Send detail.token to a route of yours behind requireVerifiedPhone: only the token proves the number.
        setPhone(detail.phone);
      }}
    />
  );
}
