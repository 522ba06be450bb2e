# Papers to be printed and signed

print-hint = Print this page with your browser (A4); menus and buttons are left out and the head of each table is repeated on every sheet.
print-voucher = Voucher
print-voucher-open = Open the voucher (for printing)
print-entity = Entity
print-number = Voucher no.
print-col-summary = Summary
print-col-party = Party (head of household)
print-col-date = Received on
print-prepared = Prepared by
print-reviewed = Reviewed by
print-posted = Posted by
print-approved = Approved by
print-subtotal = Subtotal
print-payroll = Open the payment list (to print and sign)
print-payroll-sum = Total: { $households }, { $amount }
print-vouchers = Download all vouchers
