#!/usr/bin/perl
# The same as welcome.sh, in Perl with the library Asterisk::AGI (Debian: libasterisk-agi-perl),
# which is used as it comes.
use strict;
use warnings;
use Asterisk::AGI;

# The call has ended: there is nobody left to talk to.
$SIG{HUP} = sub { exit 0 };

my $agi    = Asterisk::AGI->new;
my %header = $agi->ReadParse;

# Called once, when a command says that the caller is gone.
$agi->setcallback( sub { exit 0 } );

sub dial {
    my ($number) = @_;
    $agi->stream_file('connecting');
    $agi->exec( 'Dial', "SIP/$number,30,g" );
    my $status = $agi->get_variable('DIALSTATUS') // '';
    exit 0 if $status eq 'CANCEL';
    $agi->stream_file(
          $status eq 'ANSWER'             ? 'thank-you'
        : $status =~ /^(BUSY|NOANSWER)$/x ? 'no-answer'
        :                                   'not-possible'
    );
    return;
}

sub other_desk {
    my ($caller) = @_;
    return $1 . ( $2 == 1 ? 2 : 1 ) if $caller =~ /^(.*)([12])$/x;
    return 101;
}

$agi->answer;

# What is pressed while no command asks for it is lost; so the greeting asks already.
my $key = $agi->stream_file( 'welcome', '12' ) // 0;
for my $try ( 1 .. 3 ) {
    my $digit =
      $key > 0 ? chr $key : $agi->get_data( 'enter-digit', 10_000, 1 ) // '';
    $key = 0;
    if ( $digit eq '1' ) {
        dial( $agi->get_variable('DESK') // other_desk( $header{callerid} // '' ) );
        last;
    }
    if ( $digit eq '2' ) {
        dial( $agi->get_variable('OUTSIDE') // '+49301234567' );
        last;
    }
    $agi->stream_file('invalid');
}
$agi->stream_file('goodbye');
$agi->hangup;
